import { expect, test } from "bun:test";
import { newest } from "./kernel-packages.ts";

test("of each series and flavour the newest first; no metapackages, debug or unsigned ones", () => {
  const names = [
    "linux-image-6.12-amd64",
    "linux-image-6.12.9+deb13-amd64",
    "linux-image-6.12.115+deb13-amd64",
    "linux-image-6.12.115+deb13.1-amd64",
    "linux-image-6.12.115+deb13-amd64-dbg",
    "linux-image-6.12.115+deb13-amd64-unsigned",
    "linux-image-6.12.115+deb13-cloud-arm64",
    "linux-image-5.10.0-46-rt-amd64",
    "linux-image-7.2.12+deb13-amd64",
    "linux-binary-7.2.12+deb13-amd64",
    "linux-image-6.12.117+deb13-arm64-16k",
  ];
  expect(newest(names)).toEqual([
    {
      arch: "x64",
      names: [
        "linux-image-6.12.115+deb13.1-amd64",
        "linux-image-6.12.115+deb13-amd64",
        "linux-image-6.12.9+deb13-amd64",
      ],
    },
    { arch: "arm64", names: ["linux-image-6.12.115+deb13-cloud-arm64"] },
    { arch: "x64", names: ["linux-image-5.10.0-46-rt-amd64"] },
    { arch: "x64", names: ["linux-binary-7.2.12+deb13-amd64", "linux-image-7.2.12+deb13-amd64"] },
    { arch: "arm64", names: ["linux-image-6.12.117+deb13-arm64-16k"] },
  ]);
});
