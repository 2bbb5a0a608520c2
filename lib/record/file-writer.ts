/** Writes one file of a recording, compressed or not. */
import type { Trailer } from "../recording/format.ts";
import { RecordingWriter, type Sink } from "../recording/writer.ts";
import { ZstdSink } from "../recording/zstd.ts";

export class FileWriter {
  readonly items: RecordingWriter;
  readonly #zstd: ZstdSink | null;

  constructor(sink: Sink, compress: boolean) {
    this.#zstd = compress ? new ZstdSink(sink) : null;
    this.items = new RecordingWriter(this.#zstd ?? sink);
  }

  /** Returns the SHA-256 of the file. */
  end(trailer: Omit<Trailer, "type" | "hash">): Uint8Array {
    const hash = this.items.trailer(trailer);
    return this.#zstd?.digest() ?? hash;
  }
}
