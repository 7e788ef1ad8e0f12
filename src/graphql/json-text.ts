/** A value that has been written as JSON already: whoever sends it on need not write it again. */
export class JsonText {
  readonly text: string;
  #bytes: Buffer | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The text as it is sent; made once, however many send it or keep it. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text);
    return this.#bytes;
  }

  /** For those who do not know it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
