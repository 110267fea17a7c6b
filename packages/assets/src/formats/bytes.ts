import type { ObjectFormat } from '@headwater/core/io'
import { failUnstorable } from './unstorable.ts'

/** Bytes as they are. They come back as a Buffer, which is a Uint8Array. */
export const bytesFormat: ObjectFormat = {
  name: 'bytes',
  extension: 'bin',
  encode: (value, at) => {
    if (value instanceof Uint8Array) return { content: [value] }
    const hint = 'Return a Uint8Array or a Buffer, or store the asset with `json()`.'
    return failUnstorable(at, {
      format: 'a file of bytes',
      value,
      where: 'the whole value',
      why: 'it is not bytes',
      hint,
    })
  },
  decode: (content) => content,
}
