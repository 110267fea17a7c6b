import type { Check, CheckResult } from '@headwater/core'
import { type AnyRow, keyOfCell } from './cell.ts'
import type { HasColumns } from './column-checks.ts'
import { keptRows, samples } from './samples.ts'
import { eachRow } from './scan-rows.ts'
import {
  type Cell,
  type OpenTable,
  partitionAlias,
  type RowsByPartition,
  type TablePlan,
  type TableRule,
} from './table-rule.ts'

/**
 * No two rows have the same values in these columns; null is the same as null. Options go around it:
 * `{ ...unique('symbol', 'day'), blocking: true }`.
 */
export function unique<const C extends string>(...columns: readonly C[]): Check<HasColumns<C>> {
  const keyOf = (row: AnyRow): string => JSON.stringify(columns.map((column) => keyOfCell(row[column])))
  return {
    columns,
    run: async (table) => {
      const copies = new Map<string, number>()
      let rows = 0
      await eachRow(table, (row) => {
        rows += 1
        const key = keyOf(row)
        copies.set(key, (copies.get(key) ?? 0) + 1)
      })
      const repeated = [...copies].filter(([, count]) => count > 1).map(([key]) => key)
      const bad = repeated.length === 0 ? [] : await rowsOfKeys(table, keyOf, repeated)
      return verdict({ rows, repeated: repeated.length }, bad, columns)
    },
    rule: (): TableRule => ({ plan: ({ cell }) => planFor(columns, columns.map(cell)) }),
  }
}

/** The first rows of these keys, those of one key together. A stream is read anew. */
async function rowsOfKeys(
  table: HasColumns<string>,
  keyOf: (row: AnyRow) => string,
  keys: readonly string[],
): Promise<readonly AnyRow[]> {
  const groups = new Map(keys.slice(0, keptRows).map((key) => [key, [] as AnyRow[]]))
  await eachRow(table, (row) => {
    const group = groups.get(keyOf(row))
    if (group && group.length < keptRows) group.push(row)
  })
  return [...groups.values()].flat()
}

/** JSON is equal when its members are, in whatever order: to a database it is text. */
function planFor(columns: readonly string[], cells: readonly (Cell | undefined)[]): TablePlan | undefined {
  const key = cells.flatMap((cell) => (cell && cell.kind !== 'json' ? [cell] : []))
  if (columns.length === 0 || key.length < cells.length) return undefined
  return {
    conditions: [],
    conclude: async (table) => {
      const repeated = await repeatedIn(table, key)
      const rowsOf = repeated.size > 0 ? await copiesIn(table, key) : () => []
      return ({ partition, rows }) =>
        verdict({ rows, repeated: repeated.get(partition) ?? 0 }, rowsOf(partition), columns)
    },
  }
}

/** How many keys are repeated, by partition. */
async function repeatedIn(table: OpenTable, key: readonly Cell[]): Promise<ReadonlyMap<unknown, number>> {
  const found = await table.session.rows(
    `select ${partitionAlias}, count(*) as repeated from (${repeatedKeys(table, key)}) as keys group by 1`,
  )
  return new Map(found.map((row) => [row[partitionAlias], Number(row['repeated'])]))
}

function repeatedKeys({ dialect, rows, partition, partitionTerms }: OpenTable, key: readonly Cell[]): string {
  const terms = dialect.keyTerms(key)
  const places = terms.map((_, index) => index + 2)
  return `select ${[`${partition} as ${partitionAlias}`, ...terms.map((term, index) => `${term} as _key${index}`)].join(', ')} from ${rows}
    group by ${[...partitionTerms, ...places].join(', ')} having count(*) > 1`
}

/**
 * The first rows of repeated keys, those of one key together. Only those rows are looked at whose key is among the repeated
 * ones, and those with a null in it, of which `in` cannot tell.
 */
async function copiesIn(table: OpenTable, cells: readonly Cell[]): Promise<RowsByPartition> {
  const { rows, partition, partitionTerms, order, select } = table
  const terms = table.dialect.keyTerms(cells)
  const key = terms.join(', ')
  const repeated = `select ${terms.map((_, index) => `_key${index}`).join(', ')} from (${repeatedKeys(table, cells)}) as keys`
  const nulls = cells.map(({ sql }) => `${sql} is null`)
  const suspects = `((${key}) in (${repeated}) or ${nulls.join(' or ')})`
  const isWhole = partitionTerms.length === 0
  const perPartition = isWhole ? '' : `partition by ${partitionAlias} `
  const perKey = `partition by ${isWhole ? '' : `${partitionAlias}, `}${key}`
  return select(`
    select ${table.columns}, ${partitionAlias} from (
      select *, row_number() over (${perPartition}order by _first, _place) as _nth from (
        select *, count(*) over (${perKey}) as _copies, min(_place) over (${perKey}) as _first from (
          select ${table.columns}, ${partition} as ${partitionAlias},
            row_number() over (${isWhole ? '' : `partition by ${partitionTerms.join(', ')} `}order by ${order}) as _place
          from ${rows} and ${suspects}
        ) as numbered
      ) as counted where _copies > 1
    ) as ranked where _nth <= ${keptRows} order by _nth`)
}

function verdict(
  { rows, repeated }: { readonly rows: number; readonly repeated: number },
  bad: readonly object[],
  columns: readonly string[],
): CheckResult {
  if (repeated === 0) return { passed: true, facts: { rows } }
  return { passed: false, facts: { rows, repeated, samples: samples(bad, columns) } }
}
