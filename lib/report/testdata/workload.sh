#!/bin/bash
# What lib/report/testdata/workload.sonde.cbor is a recording of.
set -u
dir=/tmp/workload
mkdir "$dir"
cp /bin/true "$dir/x"
"$dir/x"
"$dir/x"
rm "$dir/x"
for name in 1 2 3 4 5; do sh -c "/bin/true; /bin/false"; done
rm "$dir/nothing" 2>/dev/null
touch "$dir"/$'evil\e[31m\nname' "$dir"/$'\xff\xfe' "$dir/漢字"
rm "$dir"/*
sh -c 'exit 3'
sh -c 'kill -9 $$'
(exec 3<>/dev/tcp/127.0.0.1/9) 2>/dev/null
setpriv --reuid=65534 --clear-groups bash -c 'exec -a "[kworker/0:1]" sleep 0.05'
bash -c 'printf renamed >/proc/$$/comm'
(exec 3<>"/dev/tcp/::1/9") 2>/dev/null
sleep 0.3 &
rmdir "$dir"
