/** Counts, chunk by chunk, what of a file is UTF-8 beyond ASCII, and where it first is not (Unicode 3.9, table 3-7). */
export class Utf8Census {
  /** Well-formed sequences of more than one byte. */
  multibyte = 0;
  /** From 1; null while all of it is UTF-8. */
  firstInvalidLine: number | null = null;
  #line = 1;
  #missing = 0;
  #least = 0x80;
  #most = 0xbf;

  add(bytes: Uint8Array): void {
    for (let place = 0; place < bytes.length; place++) {
      const byte = bytes[place]!;
      if (this.#missing > 0 && this.#continues(byte)) continue;
      if (byte === 0x0a) this.#line++;
      if (byte >= 0x80) this.#begin(byte);
    }
  }

  end(): void {
    if (this.#missing > 0) this.#fail();
  }

  /** Whether the byte belongs to the sequence that has begun. */
  #continues(byte: number): boolean {
    if (byte < this.#least || byte > this.#most) {
      this.#fail();
      return false;
    }
    this.#least = 0x80;
    this.#most = 0xbf;
    this.#missing--;
    if (this.#missing === 0) this.multibyte++;
    return true;
  }

  #begin(byte: number): void {
    if (byte < 0xc2 || byte > 0xf4) {
      this.#fail();
      return;
    }
    this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#least = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#most = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  }

  #fail(): void {
    this.firstInvalidLine ??= this.#line;
    this.#missing = 0;
    this.#least = 0x80;
    this.#most = 0xbf;
  }
}
