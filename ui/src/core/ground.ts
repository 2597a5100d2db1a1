/**
 * Whether a terminal that has read so much output is between two sequences, or inside an escape sequence, a string or a
 * character: only between them can it be written down. The bridge's `terminal/ground.py` is the judge.
 */

/** `text`: the last thing was a character, to which an accent may still be added. `rest`: it was a control or a sequence. */
export type Position = 'inside' | 'text' | 'rest';

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const BACKSLASH = 0x5c;

type State = 'ground' | 'escape' | 'csi' | 'command' | 'string';

export class Ground {
  #state: State = 'ground';
  /** Bytes that the last character still lacks. */
  #lacking = 0;
  #last = 0;

  reset(): void {
    this.#state = 'ground';
    this.#lacking = 0;
    this.#last = 0;
  }

  get position(): Position {
    if (this.#state !== 'ground' || this.#lacking > 0) return 'inside';
    return this.#last >= 0x20 ? 'text' : 'rest';
  }

  /** Everything up to the last ESC tells nothing: it begins anew in any state. */
  read(bytes: Uint8Array): void {
    const from = bytes.lastIndexOf(ESC);
    for (let index = Math.max(from, 0); index < bytes.length; index += 1) this.#readByte(bytes[index] ?? 0);
  }

  #readByte(byte: number): void {
    if (byte === ESC) {
      this.#state = 'escape';
      this.#lacking = 0;
    } else if (this.#state === 'ground') {
      this.#readText(byte);
    } else if (this.#endsSequence(byte)) {
      this.#state = 'ground';
      this.#last = 0;
    }
  }

  #readText(byte: number): void {
    this.#last = byte;
    if (byte < 0x80) this.#lacking = 0;
    else if (byte >= 0xc0) this.#lacking = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    else if (this.#lacking > 0) this.#lacking -= 1;
  }

  #endsSequence(byte: number): boolean {
    if (byte === CAN || byte === SUB) return true;
    switch (this.#state) {
      case 'escape':
        return this.#endsEscape(byte);
      case 'csi':
        return (byte >= 0x40 && byte <= 0x7e) || byte >= 0x80;
      case 'command':
        return byte === BEL;
      default:
        return false;
    }
  }

  #endsEscape(byte: number): boolean {
    if (byte === 0x5b) this.#state = 'csi';
    else if (byte === 0x5d) this.#state = 'command';
    else if (byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) this.#state = 'string';
    else return byte === BACKSLASH || (byte >= 0x30 && byte !== 0x7f);
    return false;
  }
}
