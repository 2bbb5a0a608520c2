#!/bin/bash
# What lib/report/testdata/host.sonde.cbor is a recording of: files, links, mounts, a server and its
# client, names, users, many runs of one program.
set -u
PATH=/usr/bin:/bin
dir=/tmp/host-work
mkdir -p "$dir/src" "$dir/out"
for i in $(seq 1 12); do
	echo "int f$i;" >"$dir/src/file $i.c"
	cp "$dir/src/file $i.c" "$dir/out/$i.o"
done
mv "$dir/out/1.o" "$dir/out/first.o"
ln "$dir/out/2.o" "$dir/out/hard.o"
ln -s 3.o "$dir/out/漢字.o"
chmod 4755 "$dir/out/4.o"
chown 1:1 "$dir/out/5.o"
unshare --mount sh -c "mount -t tmpfs tmpfs $dir/out && umount $dir/out"
chmod 600 "$dir/src"/*.c
setpriv --reuid=65534 --regid=65534 --clear-groups cat /etc/shadow 2>/dev/null
python3 - <<'P'
import os, socket
server = socket.create_server(("127.0.0.1", 18080))
if os.fork() == 0:
    client = socket.create_connection(("127.0.0.1", 18080))
    client.sendall(b"x")
    os._exit(0)
server.accept()[0].recv(1)
os.wait()
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 0))
resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    resolver.bind(("127.0.0.53", 53))
    names.connect(("127.0.0.53", 53))
    query = bytes.fromhex("123401000001000000000000076578616d706c6503636f6d0000010001")
    names.send(query)
    data, peer = resolver.recvfrom(512)
    resolver.sendto(query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + query[12:]
                    + bytes.fromhex("c00c000100010000012c00047f000001"), peer)
    names.recv(512)
except OSError:
    pass
P
(exec 3<>/dev/tcp/127.0.0.1/9) 2>/dev/null
sleep 5 & kill $!
wait
rm -r "$dir"
