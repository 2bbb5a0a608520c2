/** A recording in which every text that a process chooses wants to break out of what shows it. */
import { Builder, startClock } from "../../recording/testdata/builder.ts";

/** Ends elements and comments, runs, hides, reverses, clears a screen, is no UTF-8, is too wide. */
export const hostileTexts: readonly string[] = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(2)>",
  "<!--<script>",
  "]]></style><svg/onload=alert(3)>",
  "\u2028\u2029alert(4)",
  "\u202egnp.exe\u2066\u200b\ufeff",
  "\x1b[2J\x1b]0;owned\x07",
  "a\0b\r\nc\td",
  "__proto__",
  "javascript:alert(5)",
  "\\u003cscript>\\x3c",
  "'\"`$" + "{alert(6)}&lt;&amp;",
  "=cmd|'/C calc'!A0",
  `Z${"\u0336".repeat(100)}`,
  "x".repeat(10_000),
];

export function hostileRecording(): Builder {
  const [hostname = ""] = hostileTexts;
  const distribution = hostileTexts.join("");
  const host = {
    hostname,
    distribution,
    kernel: hostname,
    build: "",
    arch: "",
    bootId: "",
    cpus: 1,
  };
  const rejected = [{ flavour: hostname, reason: distribution }];
  const point = { point: "file.unlink", flavour: hostname, program: null, blind: [hostname] };
  const builder = new Builder().header({
    host,
    plan: [{ ...point, state: "verified", rejected }],
    filter: { points: [], command: [hostname, distribution] },
  });
  let ts = startClock;
  for (const [i, text] of hostileTexts.entries()) {
    ts += 1_000_000n;
    const who = { ts, start: ts, pid: 100 + i, ppid: 1, comm: text.slice(0, 15), euid: 0 };
    const bytes = Buffer.concat([Buffer.of(0xff), Buffer.from(text)]);
    builder
      .record("process.fork", { ...who, pid: 1, start: 1, child: who.pid, child_start: ts })
      .record("process.exec", { ...who, path: text, argv: [text, bytes, text], ld_preload: text })
      .record("file.unlink", { ...who, path: bytes, ret: -2 })
      .record("file.rename", { ...who, old_path: text, new_path: bytes, ret: 0 })
      .record("net.connect", { ...who, path: text, ret: 0 })
      .record("net.dns", { ...who, message: bytes, sent: 1 })
      .record("fs.mount", { ...who, source: text, target: bytes, fs_type: text, options: text })
      .record("kernel.module_load", { ...who, name: text, path: bytes })
      .record("file.chmod", { ...who, path: text, mode: 0o4755, ret: 0 });
  }
  return builder
    .item({ type: "incident", ts, what: "x", text: distribution, points: [] })
    .trailer({ reason: hostname });
}
