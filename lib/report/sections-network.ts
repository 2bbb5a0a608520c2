/** Who talked to whom. */
import type { Section } from "./section.ts";
import { addressColumn, by, protocol, remoteName, result } from "./section-columns.ts";

export const networkSections: readonly Section[] = [
  {
    name: "connections",
    title: "Connections",
    area: "network",
    point: "net.connect",
    outcome: { point: "net.connected", of: "EINPROGRESS" },
    columns: [{ ...by, head: "from" }, addressColumn("remote", "to"), remoteName, protocol, result],
  },
  {
    name: "listening",
    title: "Listening",
    area: "network",
    point: "net.listen",
    columns: [addressColumn("local", "at"), protocol, by, result],
  },
  {
    name: "bound",
    title: "Addresses taken",
    area: "network",
    point: "net.bind",
    columns: [addressColumn("local", "address"), protocol, by, result],
  },
  {
    name: "accepted",
    title: "Connections accepted",
    area: "network",
    point: "net.accept",
    columns: [
      by,
      addressColumn("local", "at"),
      addressColumn("remote", "from", "host"),
      protocol,
      result,
    ],
  },
  {
    name: "nameServers",
    title: "Name servers",
    area: "network",
    isDetail: true,
    point: "net.dns",
    columns: [{ ...by, head: "from" }, addressColumn("remote", "server"), protocol],
  },
];
