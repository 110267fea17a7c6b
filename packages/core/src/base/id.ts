import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new id: 9 characters of time and 11 random ones, so that ids sort by when they were made. */
export function newId(now: number): string {
  const random = Array.from(randomBytes(11), (byte) => alphabet[byte & 31])
  return base32(now, 9) + random.join('')
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = Math.floor(value); text.length < length; rest = Math.floor(rest / 32))
    text = alphabet[rest % 32] + text
  return text
}
