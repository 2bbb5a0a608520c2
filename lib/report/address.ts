/** Socket addresses as people write them. */
import type { Address } from "../recording/values.ts";
import { visible } from "./visible.ts";

/** linux/socket.h */
const family = { unix: 1, ipv4: 2, ipv6: 10 } as const;

/** The same without the port: "127.0.0.1", "2001:db8::1". */
export function hostText(address: Address): string {
  const { host } = address;
  if (address.family === family.unix || typeof host === "string") return addressText(address);
  if (address.family === family.ipv4 && host.length === 4) return host.join(".");
  if (address.family === family.ipv6 && host.length === 16) return ipv6(host);
  return addressText(address);
}

/** "127.0.0.1:80", "[2001:db8::1]:443", "unix:/run/x"; families that are not known by number. */
export function addressText(address: Address): string {
  const { host, port } = address;
  if (address.family === family.unix) return `unix:${visible(host)}`;
  if (typeof host !== "string") {
    if (address.family === family.ipv4 && host.length === 4) return `${host.join(".")}:${port}`;
    if (address.family === family.ipv6 && host.length === 16) return `[${ipv6(host)}]:${port}`;
  }
  return `family ${address.family}, ${visible(host)}, port ${port}`;
}

/** 4 or 16 bytes: "127.0.0.1", "2001:db8::1". */
export function ipText(bytes: Uint8Array): string {
  return bytes.length === 4 ? bytes.join(".") : ipv6(bytes);
}

/** RFC 5952: the longest run of zeros is left out, IPv4-mapped addresses end in dots. */
function ipv6(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0),
  );
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `::ffff:${bytes.subarray(12).join(".")}`;
  let from = 0;
  let longest = 1;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > longest) [from, longest] = [start, end - start];
  }
  const hex = groups.map((group) => group.toString(16));
  if (longest === 1) return hex.join(":");
  return `${hex.slice(0, from).join(":")}::${hex.slice(from + longest).join(":")}`;
}
