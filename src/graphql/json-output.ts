/** A piece of an output that is written later than what stands around it, or that may have to be taken back as a whole. */
export interface Piece {
  parts: (Uint8Array | Piece)[];
}

/** How far an output had come. */
interface Mark {
  readonly parts: number;
  readonly open: number;
  readonly at: number;
}

/** `null`, as it is written. */
export const NULL = Buffer.from('null');

/** What is written before the first of what is waited for: many operations wait at once, and each has a room of its own. */
const FIRST_ROOM = 256;
const ROOM = 64 * 1024;
/** Rooms of outputs that have ended, for those that need a larger one than the first. */
const spare: Buffer[] = [];
const MOST_SPARE_BYTES = 4 * 1024 ** 2;
const MOST_ROOM = 512 * 1024;
let spareBytes = 0;

const NONE = Buffer.alloc(0);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** From here on a text is escaped and encoded by those who do it best. */
const LONG = 200;

/**
 * JSON as it is written, in UTF-8. Bytes are put one behind the other into one room; a tree of strings that are made one
 * by one, put together and then encoded costs several times as much. What comes late has its place kept.
 */
export class JsonOutput {
  #room: Buffer = Buffer.allocUnsafe(FIRST_ROOM);
  #at = 0;
  /** Where the part that is being written begins. */
  #open = 0;
  readonly #whole: Piece = { parts: [] };
  /** Of the piece that is being written. */
  #parts = this.#whole.parts;
  #ended = false;

  /** Writes bytes as they are. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    if (this.#at + length > this.#room.length) this.#grow(length);
    const room = this.#room;
    let at = this.#at;
    for (let i = 0; i < length; i++) room[at++] = bytes[i] as number;
    this.#at = at;
  }

  /** Writes a string as JSON. */
  string(value: string): void {
    if (value.length > LONG || !this.#plain(value)) this.json(JSON.stringify(value));
  }

  /** Writes a string of which each character is a byte that stands for itself; false, and nothing written, for others. */
  #plain(value: string): boolean {
    const { length } = value;
    if (this.#at + length + 2 > this.#room.length) this.#grow(length + 2);
    const room = this.#room;
    let at = this.#at;
    room[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return false;
      room[at++] = code;
    }
    room[at++] = QUOTE;
    this.#at = at;
    return true;
  }

  /** Writes a text that is JSON. */
  json(text: string): void {
    const most = text.length * 3;
    if (this.#at + most > this.#room.length) this.#grow(most);
    this.#at += this.#room.write(text, this.#at);
  }

  mark(): Mark {
    return { parts: this.#parts.length, open: this.#open, at: this.#at };
  }

  /** Takes back what was written since. */
  rewind({ parts, open, at }: Mark): void {
    this.#parts.length = parts;
    this.#open = open;
    this.#at = at;
  }

  /** Keeps a place for what comes later. */
  hole(): Piece {
    const piece: Piece = { parts: [] };
    this.#close();
    this.#parts.push(piece);
    return piece;
  }

  /** Makes a piece of what was written since, so that it can be replaced. */
  since({ parts, open, at }: Mark): Piece {
    this.#close();
    const piece: Piece = { parts: this.#parts.splice(parts) };
    const [first] = piece.parts;
    // The first part may have been begun before.
    if (at > open && first instanceof Uint8Array) {
      this.#parts.push(first.subarray(0, at - open));
      piece.parts[0] = first.subarray(at - open);
    }
    this.#parts.push(piece);
    return piece;
  }

  /** Writes a piece whose time has come; nothing where the output has ended, since something else stands in its place. */
  fill<Written>(piece: Piece, write: () => Written): Written | undefined {
    if (this.#ended) return undefined;
    this.#close();
    this.#parts = piece.parts;
    try {
      return write();
    } finally {
      this.#close();
    }
  }

  /** The whole of it. Nothing is written any more. */
  end(): Buffer {
    this.#close();
    const all: Uint8Array[] = [];
    gather(this.#whole.parts, all);
    const whole = Buffer.concat(all);
    this.#ended = true;
    giveBack(this.#room);
    this.#room = NONE;
    return whole;
  }

  #close(): void {
    if (this.#at > this.#open) this.#parts.push(this.#room.subarray(this.#open, this.#at));
    this.#open = this.#at;
  }

  // What is there keeps its place, which marks and parts know.
  #grow(bytes: number): void {
    const larger = roomFor(Math.max(2 * this.#room.length, this.#at + bytes, ROOM));
    this.#room.copy(larger, 0, 0, this.#at);
    this.#room = larger;
  }
}

function roomFor(bytes: number): Buffer {
  const last = spare.at(-1);
  if (last === undefined || last.length < bytes) return Buffer.allocUnsafeSlow(bytes);
  spare.pop();
  spareBytes -= last.length;
  return last;
}

function giveBack(room: Buffer): void {
  if (room.length < ROOM || room.length > MOST_ROOM || spareBytes + room.length > MOST_SPARE_BYTES) return;
  spare.push(room);
  spareBytes += room.length;
}

function gather(parts: Piece['parts'], into: Uint8Array[]): void {
  for (const part of parts) {
    if (part instanceof Uint8Array) into.push(part);
    else gather(part.parts, into);
  }
}
