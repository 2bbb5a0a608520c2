/** What an address says of who is there. */
import type { Address } from "../../recording/values.ts";

/** The last four bytes of an IPv4 or IPv4-mapped address. */
function ipv4Of({ family, host }: Address): Uint8Array | null {
  if (typeof host === "string") return null;
  if (family === 2 && host.length === 4) return host;
  const isMapped =
    host.length === 16 &&
    host.subarray(0, 10).every((byte) => byte === 0) &&
    host[10] === 0xff &&
    host[11] === 0xff;
  return isMapped ? host.subarray(12) : null;
}

/** Different for different hosts and ports; quick for IPv4. */
export function placeKey({ host, port }: Address): string | number {
  if (typeof host === "string") return host;
  if (host.length !== 4) return `${Buffer.from(host).toString("hex")}:${port}`;
  const [a = 0, b = 0, c = 0, d = 0] = host;
  return (((a * 256 + b) * 256 + c) * 256 + d) * 65_536 + port;
}

/** This host itself: loopback, the unspecified address, or no internet address at all. */
export function isLocal(address: Address): boolean {
  const { host } = address;
  if (typeof host === "string") return true;
  const ipv4 = ipv4Of(address);
  if (ipv4 !== null) return ipv4[0] === 127 || isAny(address);
  return (
    host.length === 16 && host.subarray(0, 15).every((byte) => byte === 0) && (host[15] ?? 0) < 2
  );
}

/** 0.0.0.0 or ::, all interfaces. */
export function isAny({ host }: Address): boolean {
  return typeof host !== "string" && host.every((byte) => byte === 0);
}

/** Private, shared, link-local or this host: not the internet. */
export function isPrivate(address: Address): boolean {
  if (isLocal(address)) return true;
  const ipv4 = ipv4Of(address);
  if (ipv4 !== null) {
    const [a = 0, b = 0] = ipv4;
    return (
      a === 10 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a === 100 && b >= 64 && b < 128) ||
      a >= 224
    );
  }
  const { host } = address;
  if (typeof host === "string") return true;
  const [a = 0, b = 0] = host;
  return (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80) || a === 0xff;
}

/** Where clouds tell a host its secrets: AWS, Azure, Google and others; ECS; Alibaba; Oracle; AWS by IPv6. */
const metadata: readonly (readonly number[])[] = [
  [169, 254, 169, 254],
  [169, 254, 170, 2],
  [169, 254, 170, 23],
  [100, 100, 100, 200],
  [192, 0, 0, 192],
  [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54],
];

export function isMetadata(address: Address): boolean {
  const { host } = address;
  if (typeof host === "string") return false;
  const bytes = ipv4Of(address) ?? host;
  return metadata.some(
    (each) => each.length === bytes.length && each.every((byte, i) => byte === bytes[i]),
  );
}
