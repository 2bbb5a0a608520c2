import { closeSync } from "node:fs";

/** A file descriptor that is closed at the end of its scope (`using`). */
export class Descriptor implements Disposable {
  readonly fd: number;

  constructor(fd: number) {
    this.fd = fd;
  }

  [Symbol.dispose](): void {
    closeSync(this.fd);
  }
}
