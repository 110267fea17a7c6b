import { canonicalJson } from '@headwater/core/io'
import type { AnyRow } from './cell.ts'

/** So many bad rows are kept. */
export const keptRows = 20
/** A row is kept up to so many characters, a cell of it up to so many. */
const rowLength = 400
const cellLength = 100

/**
 * Bad rows as a fact: the JSON text of an array of at most 20 rows, about 8 kB. The columns that the check is about come
 * first; of a wide row those that are left when it is long enough are left out. What JSON has no word for is text.
 */
export function samples(rows: readonly object[], columns: readonly string[]): string {
  return `[${rows
    .slice(0, keptRows)
    .map((row) => rowText(row as AnyRow, columns))
    .join(',')}]`
}

function rowText(row: AnyRow, first: readonly string[]): string {
  const names = [...first, ...Object.keys(row).filter((name) => !first.includes(name))]
  const members: string[] = []
  let length = 0
  for (const name of names) {
    if (row[name] === undefined) continue
    const member = `${JSON.stringify(name)}:${cellText(row[name])}`
    length += member.length
    if (length > rowLength && members.length >= first.length) break
    members.push(member)
  }
  return `{${members.join(',')}}`
}

function cellText(cell: unknown): string {
  if (typeof cell === 'bigint' || (typeof cell === 'number' && !Number.isFinite(cell)))
    return JSON.stringify(String(cell))
  if (cell instanceof Date) return JSON.stringify(Number.isNaN(cell.getTime()) ? 'invalid date' : cell.toISOString())
  const text = typeof cell === 'object' ? canonicalJson(cell) : JSON.stringify(cell)
  if (text.length <= cellLength) return text
  return JSON.stringify(`${(typeof cell === 'string' ? cell : text).slice(0, cellLength)}...`)
}
