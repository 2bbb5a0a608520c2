/** Names that were asked for and what came back. */
import { type Entry, num, type Text } from "../recording/values.ts";
import type { DnsMessage } from "./dns/message.ts";
import { type KnownNames, nameIn } from "./known-names.ts";
import type { Process } from "./process.ts";
import type { Cells, Heading, Tally } from "./tally.ts";
import { mapRows, type Rows, Top } from "./top.ts";

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
  readonly points: readonly string[];
  readonly fields: readonly string[];
  readonly #top = new Top<Asked>(capacity);
  readonly #known: KnownNames;

  /** known: has learned each event before it comes here. */
  constructor(known: KnownNames) {
    this.#known = known;
    this.points = [known.point];
    this.fields = [...known.fields, "sent"];
  }

  add(event: Entry, process: Process): void {
    const { message } = this.#known;
    const [question] = message?.questions ?? [];
    const name = nameIn(message);
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
    return mapRows(this.#top.top(limit), cells);
  }

  #answered(asked: Asked, { rcode, answers }: DnsMessage): void {
    asked.rcode = rcode;
    for (const { data } of answers) {
      if (asked.answers.size < maxAnswers) asked.answers.add(data);
      else if (!asked.answers.has(data)) asked.isMore = true;
    }
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
