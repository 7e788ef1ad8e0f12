/** A value that has been written as JSON already: whoever sends it on need not write it again. */
export class JsonText {
  /** UTF-8, as it is sent. */
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** For those who do not know it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
