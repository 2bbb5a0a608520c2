import { describe, expect, test } from "bun:test";
import { parsePackage } from "./apt.ts";
import { parseDeb822, parseOneLine, pickMirrors } from "./apt-sources.ts";

describe("apt sources", () => {
  test("deb822 stanzas, comments inside, disabled ones left out", () => {
    const text = `# made by the installer
Types: deb deb-src
# a note
URIs: http://mirror.example/debian/
Suites: bookworm
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: sid
`;
    expect(parseDeb822(text)).toEqual([
      {
        uri: "http://mirror.example/debian/",
        suites: ["bookworm", "bookworm-updates"],
        signedBy: "/usr/share/keyrings/a.gpg",
      },
      {
        uri: "http://mirror.example/debian-security",
        suites: ["bookworm-security"],
        signedBy: null,
      },
    ]);
  });

  test("one-line entries with and without options", () => {
    const text = `#deb http://no.example/debian sid main
deb http://a.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://b.example/x nodistro main
deb-src http://a.example/debian bookworm main
`;
    expect(parseOneLine(text)).toEqual([
      { uri: "http://a.example/debian", suites: ["bookworm"], signedBy: null },
      { uri: "https://b.example/x", suites: ["nodistro"], signedBy: "/k.gpg" },
    ]);
  });

  test("the security mirror follows the main one when it is not configured", () => {
    const sources = parseOneLine(
      "deb http://x.example/tool stable main\ndeb http://a.example/debian/ sid main",
    );
    expect(pickMirrors(sources, "/k.gpg")).toEqual({
      main: "http://a.example/debian",
      security: "http://a.example/debian-security",
      signedBy: "/k.gpg",
    });
  });

  test("no Debian archive is an error", () => {
    expect(() => pickMirrors([], null)).toThrow("no Debian archive");
  });
});

test("a package's stanza", () => {
  const text = `Package: linux-image-cloud-amd64
Version: 6.1.1-1
Architecture: amd64
Pre-Depends: dpkg (>= 1.2)
Depends: linux-image-6.1.0-1-cloud-amd64 (= 6.1.1-1), kmod | module-init-tools, perl:any
Filename: pool/main/l/linux/x.deb
Size: 123
SHA256: abc

Package: other
`;
  expect(parsePackage(text)).toEqual({
    name: "linux-image-cloud-amd64",
    version: "6.1.1-1",
    architecture: "amd64",
    depends: ["dpkg", "linux-image-6.1.0-1-cloud-amd64", "kmod", "perl"],
    filename: "pool/main/l/linux/x.deb",
    size: 123,
    sha256: "abc",
  });
});
