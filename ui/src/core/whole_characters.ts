/**
 * Output in whole UTF-8 characters. xterm.js 6 loses those that are cut behind a second byte of 0x80, such as the ellipsis,
 * the bullet and the joiner of emoji; so a character that is not complete waits for the rest of it.
 */

export class WholeCharacters {
  #held: Uint8Array = new Uint8Array();

  /** Bytes that wait. */
  get held(): number {
    return this.#held.length;
  }

  clear(): void {
    this.#held = new Uint8Array();
  }

  /** What may be written now. */
  add(bytes: Uint8Array): Uint8Array {
    let all = bytes;
    if (this.#held.length > 0) {
      all = new Uint8Array(this.#held.length + bytes.length);
      all.set(this.#held);
      all.set(bytes, this.#held.length);
    }
    const whole = all.length - incompleteBytes(all);
    this.#held = all.slice(whole);
    return all.subarray(0, whole);
  }
}

/** Bytes of a last character that lacks some. */
function incompleteBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf8 ? 4 : 1;
    return back < length ? back : 0;
  }
  return 0;
}
