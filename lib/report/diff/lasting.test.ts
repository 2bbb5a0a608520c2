import { expect, test } from "bun:test";
import { lastingPath, lastingPort, lastingText } from "./lasting.ts";

test.each([
  ["/tmp/tmp.k3Xb9QzLw2/x", "/tmp/tmp.*/x"],
  ["/tmp/ccEs7vmm.s", "/tmp/cc*.s"],
  ["/tmp/tmpz8k2_q9a", "/tmp/tmp*"],
  ["/tmp/tmpqwzkvbxa/setup.py", "/tmp/tmp*/setup.py"],
  ["/etc/sedB0zQf1", "/etc/sed*"],
  ["/src/stxbHosi", "/src/st*"],
  ["/tmp/ccabCdef.o", "/tmp/cc*.o"],
  ["/tmp/tmp.abCdefghij", "/tmp/tmp.*"],
  ["/etc/passwd.12345", "/etc/passwd.*"],
  ["/etc/.#machine-id8f6b1c9e0a2f37c5", "/etc/.#machine-id*"],
  ["/var/lib/docker/overlay2/0123456789abcdef0123/merged", "/var/lib/docker/overlay2/*/merged"],
  ["/run/user/0/5f0c1c9e-4b5b-4bb4-9d2c-0a9a3f1c2d3e.sock", "/run/user/0/*.sock"],
  ["/proc/4711/mem", "/proc/*/mem"],
  ["/var/log/app-20261120", "/var/log/app-*"],
  ["/tmp/go-build3141592653/b001/exe/a.out", "/tmp/go-build*/b001/exe/a.out"],
])("%s is %s", (path, lasting) => expect(lastingPath(path)).toBe(lasting));

test.each([
  "/usr/bin/python3.11",
  "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
  "/usr/bin/x86_64-linux-gnu-gcc-12",
  "/boot/vmlinuz-6.1.0-18-amd64",
  "/boot/vmlinuz-5.4.0-1043-aws",
  "/etc/NetworkManager/NetworkManager.conf",
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/apt/sources.list.d/backports.list",
  "/usr/bin/sha256sum",
  "/usr/share/foo.sha256",
  "/usr/include/stdbool.h",
  "/usr/bin/statistics",
  "/etc/passwd.backup",
  "/usr/lib/libfoo.README",
  "/etc/cron.d/e2scrub_all.dpkg-new",
  "/usr/lib/jvm/java-17-openjdk-amd64/bin/java",
  "/opt/app/facade",
  "/opt/app/myApp.ChangeLog",
])("%s stays", (path) => expect(lastingPath(path)).toBe(path));

test("most names that mkstemp() makes go, whatever they are made of", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed % letters.length;
  };
  const names = Array.from({ length: 2000 }, () =>
    Array.from({ length: 6 }, () => letters[random()]).join(""),
  );
  const kept = names.filter((name) => lastingPath(`/etc/foo.${name}`) !== "/etc/foo.*");
  expect(kept.length / names.length).toBeLessThan(0.1);
});

test("what can't be printed is made visible; bytes that are no text stay", () => {
  expect(lastingPath("/tmp/a\x1b[31m")).toBe("/tmp/a\\x1b[31m");
  expect(lastingPath(Uint8Array.of(0x2f, 0xff))).toBe("/\\xff");
});

test("in text: words, and ports that the kernel gave", () => {
  expect(lastingText("10.0.0.1:45678 bash -i /tmp/tmp.k3Xb9QzLw2 123456")).toBe(
    "10.0.0.1:* bash -i /tmp/tmp.* *",
  );
  expect(lastingText("chmod 4755 10.0.0.1:4444")).toBe("chmod 4755 10.0.0.1:4444");
  expect([22, 8080, 32_768, 60_999, 61_000].map(lastingPort)).toEqual([
    "22",
    "8080",
    "*",
    "*",
    "61000",
  ]);
});
