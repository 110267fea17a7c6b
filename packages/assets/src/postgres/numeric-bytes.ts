import type { RowBytes } from './row-bytes.ts'

/** PostgreSQL keeps a NUMERIC as digits to the base of 10,000: how many, the power of the first one, sign, decimals. */
const base = 10_000
const negative = 0x4000

/** Writes a whole number as NUMERIC, with its length before it. */
export function writeNumeric(out: RowBytes, value: bigint): void {
  const digits = digitsOf(value < 0n ? -value : value)
  out.int32(8 + 2 * digits.length)
  out.int16(digits.length)
  out.int16(digits.length - 1)
  out.int16(value < 0n ? negative : 0)
  out.int16(0)
  for (let index = digits.length - 1; index >= 0; index--) out.int16(digits[index] ?? 0)
}

/** The last digit first. */
function digitsOf(value: bigint): readonly number[] {
  const digits: number[] = []
  let rest = value
  for (; rest > BigInt(Number.MAX_SAFE_INTEGER); rest /= BigInt(base)) digits.push(Number(rest % BigInt(base)))
  for (let small = Number(rest); small > 0; small = Math.floor(small / base)) digits.push(small % base)
  return digits
}

/** The whole number at a place in a view; NaN where it is none. */
export function readNumeric(view: DataView, at: number): bigint | number {
  const [count, weight, sign] = [view.getInt16(at), view.getInt16(at + 2), view.getUint16(at + 4)]
  if (sign !== 0 && sign !== negative) return Number.NaN
  let value = 0n
  for (let index = 0; index < count; index++) value = value * BigInt(base) + BigInt(view.getInt16(at + 8 + 2 * index))
  // Zeros at the end are left out.
  const whole = count === 0 ? 0n : value * BigInt(base) ** BigInt(weight - count + 1)
  return sign === negative ? -whole : whole
}
