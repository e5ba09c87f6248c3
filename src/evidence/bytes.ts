/** Packed evidence that cannot be what was packed: its bytes were changed. */
export class ChunkError extends Error {
  constructor(message: string) {
    super(`packed evidence is damaged: ${message}`)
    this.name = 'ChunkError'
  }
}

/** Whole numbers from 0 to 2^53 - 1 in seven bits a byte, least first; growing as it is written. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be packed`)
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  /** A whole number of either sign: 0, -1, 1, -2 … as 0, 1, 2, 3 …; at most 2^52 away from zero. */
  signed(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} cannot be packed`)
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  bytes(content: Uint8Array): void {
    if (this.#length + content.length > this.#bytes.length) this.#grow(content.length)
    this.#bytes.set(content, this.#length)
    this.#length += content.length
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + by))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** Reads what a ByteWriter wrote; throws a ChunkError at the end of the bytes and at numbers that none is. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new ChunkError('it ends too early')
    this.#at += 1
    return value
  }

  varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const next = this.byte()
      value += (next & 0x7f) * scale
      if (next < 0x80) {
        if (!Number.isSafeInteger(value)) break
        return value
      }
    }
    throw new ChunkError('a number is too large')
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new ChunkError('it ends too early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new ChunkError('it goes on after its end')
  }
}
