/** Sets up the opened object before it is loaded, and its tables after that. */
import { countWords, pathKeyBytes, scratchBytes, slots } from "../events.gen.ts";
import { setConfig } from "./config.ts";
import { Counters } from "./counters.ts";
import { type CompiledFilters, carriedTable } from "./filters.ts";
import { type Choice, hookOf } from "./ladder.ts";
import type { BpfObject } from "./object.ts";
import type { ObjectOptions } from "./object-options.ts";

/** Processes of the self-test. */
const leastTree = 16;

/** Of an entry of the map `tree`, with what the kernel adds. */
const treeEntryBytes = 80;

/** What the programs' tables take beside the buffer, about. */
export function tableBytes(cpus: number, treeEntries: number, { paths }: CompiledFilters): number {
  const counted = Counters.entries(cpus);
  return (
    cpus * slots * scratchBytes +
    counted * countWords * 8 +
    treeEntries * treeEntryBytes +
    (paths.length > 0 ? counted * (pathKeyBytes + 4) : 0)
  );
}

/** Maps that only one of the transports needs. */
const ofRing = ["events"] as const;
const ofPerf = ["outboxes", "perf_events"] as const;

/** Connections that are under way at a time; the oldest are forgotten first. */
const connections = 4096;

/** Sockets that are connected to a name server; those that were not used for longest are forgotten first. */
const resolvers = 4096;

/** Threads whose credentials are watched at a time; the least active are forgotten first. */
const watchedThreads = 16_384;

/** Sizes and constants. config: of configOf(). mapped: counters are read through a mapping. @throws BpfError */
export function prepareObject(
  object: BpfObject,
  options: ObjectOptions,
  choices: readonly Choice[],
  config: Uint8Array,
  mapped: boolean,
): void {
  const { cpus, transport, ringBytes, treeEntries, filters } = options;
  const perf = transport === "perf";
  object.setMaxEntries("events", ringBytes);
  object.setMaxEntries("outboxes", cpus);
  object.setMaxEntries("perf_events", cpus);
  for (const map of perf ? ofRing : ofPerf) object.leaveOut(map);
  object.setMaxEntries("counts", Counters.entries(cpus));
  if (!mapped) object.setMapFlags("counts", 0);
  object.setMaxEntries("scratches", cpus * slots);
  object.setMaxEntries("last_threads", cpus);
  object.setMaxEntries("tree", Math.max(treeEntries, leastTree));
  object.setMaxEntries("rules", Math.max(filters.rules.length, 1));
  object.setMaxEntries("path_rules", Math.max(filters.paths.length, 1));
  object.setMaxEntries("path_keys", filters.paths.length > 0 ? Counters.entries(cpus) : 1);
  object.setInitialValue(".rodata.carried", carriedTable());
  const dnsAtSysExit = hookOf(choices, "net.dns") === "sys_exit";
  object.setMaxEntries("resolvers", dnsAtSysExit ? resolvers : 1);
  const ends = hookOf(choices, "net.connected") !== undefined;
  object.setMaxEntries("connecting", ends ? connections : 1);
  const watchCreds = hookOf(choices, "cred.escalation") !== undefined;
  object.setMaxEntries("explained", watchCreds ? watchedThreads : 1);
  setConfig(object, config, options.lacking);
}

/** After load. @throws BpfError */
export function fillRules(object: BpfObject, { rules, paths }: CompiledFilters): void {
  const bytes = (verdict: number) => new Uint8Array(Uint32Array.of(verdict).buffer);
  for (const { key, verdict } of rules) object.update("rules", key, bytes(verdict));
  for (const { key, verdict } of paths) object.update("path_rules", key, bytes(verdict));
}
