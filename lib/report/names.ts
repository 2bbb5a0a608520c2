/**
 * Names that were asked for and what came back; and the names of addresses, as far as the answers
 * that are in the recording tell.
 */
import { type Entry, field, num, type Text } from "../recording/values.ts";
import { type DnsMessage, parseDns } from "./dns/message.ts";
import type { Process } from "./process.ts";
import type { Cells, Heading, Tally } from "./tally.ts";
import { type Rows, Top } from "./top.ts";

/** The name that an address was last the answer to; null: none that is known. */
export type NameLookup = (address: string) => string | null;

interface Asked {
  readonly name: string;
  readonly type: string;
  readonly program: Text | null;
  questions: number;
  responses: number;
  /** Of the last response. */
  rcode: string | null;
  readonly answers: Set<string>;
  /** Answers that found no place. */
  isMore: boolean;
}

const capacity = 8192;
const maxAnswers = 8;
const maxNames = 16_384;
const mapped = "::ffff:";

export class Names implements Tally {
  readonly heading: Heading = {
    name: "names",
    title: "Names asked for",
    area: "network",
    columns: [
      { name: "name", head: "name" },
      { name: "type", head: "type" },
      { name: "answer", head: "answer", cut: "end" },
      { name: "program", head: "by" },
      { name: "questions", head: "asked", figures: true },
      { name: "responses", head: "answered", figures: true },
    ],
  };
  readonly point = "net.dns";
  readonly points = [this.point];
  readonly fields = ["message", "sent"];
  readonly #top = new Top<Asked>(capacity);
  readonly #names = new Map<string, string>();
  /** Of the event that was learned last. */
  #message: DnsMessage | null = null;

  readonly nameOf: NameLookup = (address) => {
    const plain = address.startsWith(mapped) ? address.slice(mapped.length) : address;
    return this.#names.get(plain) ?? null;
  };

  /** Comes before add(), and also for events that do not count. */
  learn(event: Entry): void {
    const bytes = field(event, "message");
    this.#message = bytes instanceof Uint8Array ? parseDns(bytes) : null;
    const { questions = [], answers = [] } = this.#message ?? {};
    const name = questions[0]?.name.toLowerCase() ?? answers[0]?.name ?? "";
    if (name === "") return;
    for (const { type, data } of answers) {
      if (type === "A" || type === "AAAA") this.#name(data, name);
    }
  }

  add(event: Entry, process: Process): void {
    const message = this.#message;
    const [question] = message?.questions ?? [];
    const name = question?.name.toLowerCase() ?? message?.answers[0]?.name ?? "";
    const type = question?.type ?? message?.answers[0]?.type ?? "";
    const program = process.program?.path ?? process.comm;
    const asked = this.#top.add([name, type, program], 1, () => ({
      name,
      type,
      program,
      questions: 0,
      responses: 0,
      rcode: null,
      answers: new Set(),
      isMore: false,
    }));
    const isResponse = message?.isResponse ?? num(event, "sent") !== 1;
    if (!isResponse) asked.questions++;
    else {
      asked.responses++;
      if (message !== null) this.#answered(asked, message);
    }
  }

  rows(limit: number): Rows<Cells> {
    const { rows, others } = this.#top.top(limit);
    return { rows: rows.map((row) => ({ ...row, value: cells(row.value) })), others };
  }

  #answered(asked: Asked, { rcode, answers }: DnsMessage): void {
    asked.rcode = rcode;
    for (const { data } of answers) {
      if (asked.answers.size < maxAnswers) asked.answers.add(data);
      else if (!asked.answers.has(data)) asked.isMore = true;
    }
  }

  #name(address: string, name: string): void {
    if (this.#names.size >= maxNames) {
      for (const old of [...this.#names.keys()].slice(0, maxNames / 2)) this.#names.delete(old);
    }
    this.#names.set(address, name);
  }
}

function cells({
  name,
  type,
  program,
  questions,
  responses,
  rcode,
  answers,
  isMore,
}: Asked): Cells {
  const listed = [...answers].join(", ");
  const said = rcode === null ? "no answer" : rcode === "NOERROR" ? "nothing" : rcode;
  const answer = listed === "" ? said : `${listed}${isMore ? ", …" : ""}`;
  return [name === "" ? "(unreadable)" : name, type, answer, program, questions, responses];
}
