import { hasBit } from '../columns/bits.ts'
import type { ColumnVector, Vector } from '../columns/vector.ts'
import { varint } from './varint.ts'

/** The texts of a column in one row group, by a dictionary (apache/parquet-format, Encodings.md, RLE_DICTIONARY). */
export interface TextDictionary {
  readonly entries: number
  /** The dictionary, in plain encoding. */
  readonly texts: Uint8Array
  /** For every cell that is there: its place in the dictionary. */
  readonly places: Uint8Array
}

/** Undefined for what is no text by a dictionary, and where more than every other text is a new one. */
export function textDictionary({ data, validity }: ColumnVector): TextDictionary | undefined {
  const found = data.layout === 'dictionary' ? distinctTexts(data, validity) : undefined
  if (!found || found.texts.length === 0) return undefined
  return {
    entries: found.texts.length,
    texts: plainTexts(found.texts),
    places: packedPlaces(found.places, found.texts.length),
  }
}

/** Each text once, in the order of its first row, so that equal cells make equal bytes whatever dictionary they came with. */
function distinctTexts(
  { codes, dictionary }: Extract<Vector, { layout: 'dictionary' }>,
  validity: Uint8Array | undefined,
): { readonly texts: readonly string[]; readonly places: Int32Array } | undefined {
  const texts: string[] = []
  const known = new Map<string, number>()
  const placeOf = new Int32Array(dictionary.length).fill(-1)
  const places = new Int32Array(codes.length)
  let present = 0
  for (let row = 0; row < codes.length; row++) {
    if (validity && !hasBit(validity, row)) continue
    const code = codes[row] ?? 0
    let place = placeOf[code] ?? -1
    if (place < 0) {
      const text = dictionary[code] ?? ''
      place = known.get(text) ?? texts.push(text) - 1
      known.set(text, place)
      placeOf[code] = place
      if (2 * texts.length > codes.length) return undefined
    }
    places[present] = place
    present += 1
  }
  return 2 * texts.length > present ? undefined : { texts, places: places.subarray(0, present) }
}

function plainTexts(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((text) => Buffer.from(text))
  const plain = Buffer.alloc(encoded.reduce((size, { length }) => size + 4 + length, 0))
  let at = 0
  for (const text of encoded) {
    plain.writeUInt32LE(text.length, at)
    plain.set(text, at + 4)
    at += 4 + text.length
  }
  return plain
}

/** The bits of a place, then one run of places of so many bits. */
function packedPlaces(places: Int32Array, entries: number): Uint8Array {
  const width = Math.max(1, 32 - Math.clz32(entries - 1))
  const groups = (places.length + 7) >> 3
  const header = [width, ...varint((groups << 1) | 1)]
  const packed = new Uint8Array(header.length + groups * width)
  packed.set(header)
  let at = header.length
  let bits = 0
  let filled = 0
  for (let index = 0; index < places.length; index++) {
    bits |= (places[index] ?? 0) << filled
    for (filled += width; filled >= 8; filled -= 8) {
      packed[at] = bits
      at += 1
      bits >>>= 8
    }
  }
  if (filled > 0) packed[at] = bits
  return packed
}
