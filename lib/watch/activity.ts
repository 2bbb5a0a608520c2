/** What `watch --screen` counts: bounded, whatever happens. */
import type { Finding } from "../report/findings/finding.ts";
import { severities } from "../report/findings/rule.ts";
import type { Process } from "../report/process.ts";
import type { Listener } from "./live.ts";

/** Seconds that a sparkline shows. */
export const history = 30;
const maxProcesses = 4096;
/** What a process did a second ago counts this much now. */
const fading = 0.8;

export interface PointActivity {
  readonly point: string;
  total: number;
  lost: number;
  /** Of the present second. */
  now: number;
  /** Events in each of the last seconds, the newest last. */
  readonly seconds: number[];
}

export interface ProcessActivity {
  readonly process: Process;
  total: number;
  now: number;
  /** Events a second, the older ones fading. */
  rate: number;
}

export interface FindingActivity {
  readonly newest: Finding;
  /** Of this rule, as serious. */
  readonly count: number;
}

export class Activity implements Listener {
  readonly points = new Map<string, PointActivity>();
  readonly processes = new Map<Process, ProcessActivity>();
  /** By rule and severity: there are only so many. */
  readonly #found = new Map<string, FindingActivity>();
  foundInAll = 0;
  offset = 0n;
  total = 0;
  totalLost = 0;
  lastIncident: string | null = null;

  event({ event, process }: Parameters<Listener["event"]>[0]): void {
    const point = this.#point(event.schema.name);
    point.total++;
    point.now++;
    this.total++;
    const known = this.processes.get(process);
    if (known !== undefined) {
      known.total++;
      known.now++;
    } else if (this.processes.size < maxProcesses) {
      this.processes.set(process, { process, total: 1, now: 1, rate: 0 });
    }
  }

  finding(...[finding, offset]: Parameters<Listener["finding"]>): void {
    this.offset = offset;
    this.foundInAll++;
    const key = `${finding.rule.id} ${finding.severity}`;
    const count = (this.#found.get(key)?.count ?? 0) + 1;
    this.#found.set(key, { newest: finding, count });
  }

  /** The most serious first, of those the newest. */
  findings(): FindingActivity[] {
    const rank = ({ newest }: FindingActivity) => severities.indexOf(newest.severity);
    return [...this.#found.values()].sort(
      (a, b) => rank(b) - rank(a) || b.newest.first - a.newest.first,
    );
  }

  lost(count: number, point: string): void {
    this.#point(point).lost += count;
    this.totalLost += count;
  }

  incident(text: string): void {
    this.lastIncident = text;
  }

  /** A second has passed. */
  tick(): void {
    for (const point of this.points.values()) {
      point.seconds.push(point.now);
      if (point.seconds.length > history) point.seconds.shift();
      point.now = 0;
    }
    for (const activity of this.processes.values()) {
      activity.rate = activity.rate * fading + activity.now * (1 - fading);
      activity.now = 0;
      if (activity.rate < 0.01) this.processes.delete(activity.process);
    }
  }

  #point(point: string): PointActivity {
    const known = this.points.get(point);
    if (known !== undefined) return known;
    const made = { point, total: 0, lost: 0, now: 0, seconds: [] };
    this.points.set(point, made);
    return made;
  }
}
