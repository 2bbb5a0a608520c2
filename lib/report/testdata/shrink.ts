/**
 * `build/bun lib/report/testdata/shrink.ts FROM TO`: a recording of a command without what is not of
 * it, small enough to be committed: the probe report and the processes that were running, but for
 * the recorder, are left out, and the hashes are computed anew.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { type Item, readItems } from "../../recording/reader.ts";
import { num, text } from "../../recording/values.ts";
import { encodeItem, RecordingWriter } from "../../recording/writer.ts";

function copy(writer: RecordingWriter, item: Item): void {
  switch (item.type) {
    case "header":
      // The index of fields is the reader's own.
      writer.header({
        ...item.header,
        schema: item.header.schema.map(({ kind, name, fields }) => ({ kind, name, fields })),
      });
      break;
    case "record": {
      const { schema, values } = item.record;
      const isOther = schema.name === "process" && text(item.record, "comm") !== "sonde";
      if (!isOther && num(item.record, "pid") !== null) {
        writer.records(encodeItem([schema.kind, ...values]));
      }
      break;
    }
    case "mark":
      writer.mark(item.mark);
      break;
    case "trailer":
      writer.trailer(item.trailer);
      break;
  }
}

const [from = "-", to = "/dev/stdout"] = process.argv.slice(2);
const fd = openSync(to, "w", 0o644);
const writer = new RecordingWriter({
  write: (bytes) => void writeSync(fd, bytes),
  flush: () => {},
});
for (const item of readItems(from)) copy(writer, item);
closeSync(fd);
