/** Jobs of every day, the same each time: scripts of bash, each in an empty folder. */

/** Without waiting, by name and by number. */
const fetching = `
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("x") });
  for (const host of ["127.0.0.1", "localhost"])
    if ((await (await fetch("http://" + host + ":" + server.port)).text()) !== "x") process.exit(1);
  await server.stop(true);
  const refused = await fetch("http://127.0.0.1:" + server.port).then(() => false, () => true);
  process.exit(refused ? 0 : 1);`;

export const jobs = {
  compilation: `printf 'int main(void){return 0;}' > m.c; gcc -pipe -O1 -c m.c; gcc -o m m.o; strip m; chmod 4755 m`,
  clone: `git init -q -b main a; cd a; git config user.email x@y; git config user.name z; for i in 1 2 3; do echo $i > f$i; git add f$i; git commit -q -m $i; done; git gc -q; cd ..; git clone -q a b; rm -rf a`,
  package: `mkdir -p p/DEBIAN p/usr/bin p/etc; printf 'Package: sonde-x\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@y>\\nDescription: x\\n' > p/DEBIAN/control; echo 1 > p/etc/x; ln -s x p/etc/y; echo 2 > p/usr/bin/x; chmod 755 p/usr/bin/x; dpkg-deb --root-owner-group -b p x.deb; mkdir -p r/var/lib/dpkg/info r/var/lib/dpkg/updates; touch r/var/lib/dpkg/status r/var/lib/dpkg/available; dpkg --root=$PWD/r --force-all -i x.deb; dpkg --root=$PWD/r --force-all -P sonde-x`,
  // Until the daemon listens it is refused.
  daemon: `git init -q a; git -C a -c user.name=x -c user.email=x@y commit -q --allow-empty -m x
      port=$((20000 + $$ % 10000))
      git daemon --base-path=$PWD --export-all --reuseaddr --listen=127.0.0.1 --port=$port $PWD &
      until git clone -q git://localhost:$port/a b 2>/dev/null; do kill -0 $! || exit 1; done; kill $!`,
} as const;

/** The runtime that builds and tests is not brought to guests. */
export const nativeJobs = { fetch: `exec ${process.execPath} -e '${fetching}'` } as const;
