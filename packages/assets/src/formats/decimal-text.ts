/**
 * The exact text of a DECIMAL, for example `-12.50` for -1250 with two decimals. Parquet stores the digits as an integer,
 * or as its bytes in two's complement, the highest first (apache/parquet-format, LogicalTypes.md).
 */
export function decimalText(stored: number | bigint | Uint8Array, decimals: number): string {
  const digits = stored instanceof Uint8Array ? integerOf(stored) : BigInt(stored)
  if (decimals === 0) return String(digits)
  const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0')
  return `${digits < 0n ? '-' : ''}${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}

function integerOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
}
