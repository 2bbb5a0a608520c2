/** The items of a recording that is still being written, as its pieces come. */
import { CborError } from "./decoder-item.ts";
import { type Item, ItemReader } from "./reader-items.ts";

export class StreamReader {
  readonly #items = new ItemReader(() => null, false);
  readonly #visit: (item: Item) => void;
  /** The beginning of an item whose end is still to come. */
  #rest = Buffer.alloc(0);
  #base = 0;

  constructor(visit: (item: Item) => void) {
    this.#visit = visit;
  }

  /** Visits all items that are whole by now. The bytes may change afterwards. @throws CborError */
  push(piece: Uint8Array): void {
    const bytes =
      this.#rest.length > 0
        ? Buffer.concat([this.#rest, piece])
        : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const { decoder } = this.#items;
    decoder.setSource(bytes, 0, bytes.length, this.#base);
    let done = 0;
    while (done < bytes.length) {
      const item = this.#next();
      if (item === null) break;
      done = decoder.position;
      this.#visit(item);
    }
    this.#base += done;
    this.#rest = Buffer.from(bytes.subarray(done));
  }

  /** Null: the item is not whole. */
  #next(): Item | null {
    try {
      return this.#items.next();
    } catch (error) {
      if (error instanceof CborError && error.incomplete) return null;
      throw error;
    }
  }
}
