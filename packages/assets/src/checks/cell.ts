import { canonicalJson } from '@headwater/core/io'

/** What a check reads of a row; the compiler has seen to the rest. */
export type AnyRow = { readonly [column: string]: unknown }

/** A cell as text that is equal for equal cells: dates by their moment, null and absent alike. */
export function keyOfCell(cell: unknown): string {
  if (cell === null || cell === undefined) return 'null'
  if (cell instanceof Date) return `date ${cell.getTime()}`
  return typeof cell === 'object' ? canonicalJson(cell) : `${typeof cell} ${String(cell)}`
}
