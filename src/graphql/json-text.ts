/** A value that has been written as JSON already: whoever sends it on need not write it again. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For those who do not know it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
