/**
 * DNS messages (RFC 1035) as they were captured: perhaps cut, perhaps hostile. What is readable is
 * given, and why the rest is not. Bounded in time and size by the length of the message.
 */
import { dataText } from "./data.ts";
import { DnsError, readName } from "./name.ts";
import { opcodeName, rcodeName, typeName } from "./words.ts";

export interface DnsQuestion {
  /** As zone files have it, without the last dot. */
  readonly name: string;
  /** "A", "AAAA", … */
  readonly type: string;
}

export interface DnsAnswer extends DnsQuestion {
  /** In seconds. */
  readonly ttl: number;
  /** As zone files have it: an address, a name, `10 mail.example`, … */
  readonly data: string;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  /** "QUERY", … */
  readonly opcode: string;
  /** "NOERROR", "NXDOMAIN", …; says something in a response only. */
  readonly rcode: string;
  /** The server had more to say than fits. */
  readonly isTruncated: boolean;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsAnswer[];
  /** Why not everything could be read; null: questions and answers are complete. */
  readonly problem: string | null;
}

const headerBytes = 12;
/** A real message has one question, and seldom more than twenty answers. */
const maxQuestions = 16;
const maxAnswers = 512;

/** Null for what is too short to be a message. Never throws. */
export function parseDns(message: Uint8Array): DnsMessage | null {
  if (message.length < headerBytes) return null;
  const flags = word(message, 2);
  const questions: DnsQuestion[] = [];
  const answers: DnsAnswer[] = [];
  return {
    id: word(message, 0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: opcodeName((flags >> 11) & 15),
    rcode: rcodeName(flags & 15),
    isTruncated: (flags & 0x0200) !== 0,
    problem: readSections(message, questions, answers),
    questions,
    answers,
  };
}

/** Returns what stopped it. */
function readSections(
  message: Uint8Array,
  questions: DnsQuestion[],
  answers: DnsAnswer[],
): string | null {
  try {
    let at = headerBytes;
    for (let left = word(message, 4); left > 0; left--) {
      if (questions.length === maxQuestions) return "more questions than anybody asks";
      const { name, end } = readName(message, at);
      at = within(message, end, 4);
      questions.push({ name, type: typeName(word(message, end)) });
    }
    for (let left = word(message, 6); left > 0; left--) {
      if (answers.length === maxAnswers) return "more answers than anybody gives";
      at = readAnswer(message, at, answers);
    }
    return null;
  } catch (error) {
    if (error instanceof DnsError) return error.message;
    throw error;
  }
}

/** Returns the index behind it. */
function readAnswer(message: Uint8Array, at: number, answers: DnsAnswer[]): number {
  const { name, end } = readName(message, at);
  const start = within(message, end, 10);
  const type = typeName(word(message, end));
  const ttl = word(message, end + 4) * 0x10000 + word(message, end + 6);
  const next = within(message, start, word(message, end + 8));
  answers.push({ name, type, ttl, data: dataText(type, message, start, next) });
  return next;
}

/** The index `size` bytes behind `at`. @throws DnsError when the message ends before it */
function within(message: Uint8Array, at: number, size: number): number {
  if (at + size > message.length) throw new DnsError("cut in a record");
  return at + size;
}

function word(message: Uint8Array, at: number): number {
  return ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
}
