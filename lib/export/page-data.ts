/** Recordings, read once each, as all that a page shows. */
import { ProbeShapeError, parseProbe } from "../probe/parse.ts";
import type { ProbeReport } from "../probe/report.ts";
import { type Ending, eachItem, type StoredHeader } from "../recording/reader.ts";
import type { Choice } from "../report/choice.ts";
import { actorAndSubject, findingFacts, findingNotes } from "../report/findings/findings-text.ts";
import { Fold } from "../report/fold.ts";
import { mergedBlindSpots, type OfHost, withHosts } from "../report/merged.ts";
import type { Summary } from "../report/summary-data.ts";
import { headFacts } from "../report/summary-head.ts";
import type { TreeNode } from "../report/tree.ts";
import { nodeCells } from "../report/tree-rows.ts";
import { visible } from "../report/visible.ts";
import type { PageData, PageFinding, PageNode, PageRecording } from "./page/data.ts";
import { PageEventList } from "./page-events.ts";
import { probeTables } from "./page-probe.ts";
import { pointTable, programTable, sectionTables } from "./page-tables.ts";
import { Teller } from "./told.ts";

export interface Page {
  readonly data: PageData;
  /** `PageDetails` as JSON, event by event. */
  readonly details: readonly string[];
  readonly read: readonly {
    readonly path: string;
    readonly ending: Ending;
    readonly lost: number;
  }[];
}

/** Rows of a table. */
const rowLimit = 2000;
/**
 * Processes come and go, and those that went survive the engine's small collections: it leaves them
 * until the heap has doubled and more. A large one by hand now and then halves the peak.
 */
const itemsPerCollection = 400_000;

/** One recording, when it was read. */
interface Read {
  readonly header: StoredHeader;
  readonly summary: Summary;
  readonly probe: ProbeReport | null;
}

/**
 * eventLimit: events that are listed; the tables count all. @throws SondeError when a recording
 * can't be read at all
 */
export function pageOf(paths: readonly string[], choice: Choice, eventLimit: number): Page {
  const list = new PageEventList(eventLimit);
  const limited = { ...choice, limit: rowLimit };
  const all = paths.map((path) => read(path, limited, list));
  const hosts = withHosts(all.map(({ summary }) => summary));
  const hasHosts = hosts.length > 1;
  const nameOf = (i: number): string => (hasHosts ? visible(hosts[i]?.host ?? "") : "");
  const data: PageData = {
    title: titleOf(all.map(({ summary }) => visible(summary.host.hostname))),
    sonde: all[0]?.header.sonde ?? "",
    hasHosts,
    recordings: hosts.map(recording),
    findings: all.flatMap((each, i) => findingsOf(each, nameOf(i), list)),
    findingNotes: all.flatMap(({ summary: { findings } }, i) =>
      findingNotes(findings, findings.blind, 0).map((note) => prefixed(nameOf(i), note)),
    ),
    notSeen: mergedBlindSpots(hosts).map(({ sentence, hosts: some }) =>
      prefixed(hasHosts && some !== null ? some.map(visible).join(", ") : "", sentence),
    ),
    network: sectionTables(hosts, ["network"], rowLimit),
    files: sectionTables(hosts, ["files"], rowLimit),
    others: sectionTables(hosts, ["privileges", "kernel", "processes"], rowLimit),
    programs: programTable(hosts, rowLimit),
    trees: hosts.map(({ summary: { tree } }, i) => ({
      host: nameOf(i),
      nodes: tree.flatMap((node) => nodesOf(node, 0, false)),
    })),
    plan: hosts.map(({ summary }, i) =>
      pointTable(summary.points, hasHosts ? `Audit points (${nameOf(i)})` : "Audit points"),
    ),
    probe: all.flatMap(({ probe }, i) => (probe === null ? [] : probeTables(probe, nameOf(i)))),
    events: list.events(all.reduce((sum, { summary: { chosen } }) => sum + chosen, 0)),
  };
  const files = hosts.map(({ summary: { path, ending, lost } }) => ({ path, ending, lost }));
  return { data, details: list.details(), read: files };
}

/** More are counted. */
const namedHosts = 3;

function titleOf(names: readonly string[]): string {
  const different = [...new Set(names)];
  return different.length > namedHosts ? `${different.length} hosts` : different.join(", ");
}

function read(path: string, choice: Choice, list: PageEventList): Read {
  const fold = new Fold(choice);
  const teller = new Teller(choice, (told) => list.add(told));
  list.next();
  let header: StoredHeader | undefined;
  let probe: ProbeReport | null = null;
  let items = 0;
  const ending = eachItem(path, { wants: fold.wants }, (item, whole) => {
    if (++items % itemsPerCollection === 0) Bun.gc(true);
    if (item.type === "header") header = item.header;
    if (item.type === "probe") probe = probeOf(item.report);
    fold.add(item, whole);
    // All fields are of use for the list alone, and it is soon full.
    if (list.isFull) return;
    teller.add(item.type === "record" ? { type: "record", record: whole() } : item);
  });
  if (header === undefined) throw new Error("a recording begins with a header");
  return { header, summary: fold.summary(path, ending), probe };
}

/** Null: one of another version. */
function probeOf(report: unknown): ProbeReport | null {
  try {
    return parseProbe(report);
  } catch (error) {
    if (error instanceof ProbeShapeError) return null;
    throw error;
  }
}

function recording({ host, summary }: OfHost): PageRecording {
  const { ending, events, lost, processes, timeline, begin } = summary;
  return {
    host: visible(host),
    state: ending.state,
    events,
    lost,
    started: processes.started,
    facts: headFacts(summary),
    timeline: { begin: begin === null ? 0 : Date.parse(begin), ...timeline },
  };
}

function findingsOf({ header, summary }: Read, host: string, list: PageEventList): PageFinding[] {
  const offset = BigInt(header.time.wall) - BigInt(header.time.clock);
  return summary.findings.findings.map((finding) => ({
    severity: finding.severity,
    title: finding.rule.title,
    text: actorAndSubject(finding.process, finding.subject),
    host,
    at: list.microseconds(BigInt(finding.first) + offset),
    pid: finding.process.pid,
    facts: findingFacts(finding, offset),
  }));
}

function nodesOf(node: TreeNode, depth: number, inGroup: boolean): PageNode[] {
  const { label, pid, user, ended, after } = nodeCells(node, inGroup);
  const isGroup = inGroup || node.count > 1;
  const own = { depth, label, pid, user, ended, after: [node.lifetime ?? -1, after] } as const;
  const left = node.omitted;
  const more: PageNode = {
    depth: depth + 1,
    label: `… ${left} more`,
    pid: null,
    user: "",
    ended: "",
    after: [-1, ""],
  };
  return [
    own,
    ...node.children.flatMap((child) => nodesOf(child, depth + 1, isGroup)),
    ...(left > 0 ? [more] : []),
  ];
}

function prefixed(host: string, text: string): string {
  return host === "" ? text : `${host}: ${text}`;
}
