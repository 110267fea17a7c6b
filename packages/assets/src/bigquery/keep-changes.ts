import { isHeadwaterError } from '@headwater/core/io'
import type { StoredWrite } from '../sql/write-mode.ts'
import { failOnAmbiguity } from '../tables/keep-changes.ts'
import { partitionColumn } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { whichRows } from './partition-filter.ts'
import { cellsOf, columnOf, isStaged, namesOf, type RowChange } from './row-change.ts'
import { keyText, rowText } from './row-summary.ts'
import { qualified } from './table-location.ts'

type Changes = Extract<StoredWrite, { readonly mode: 'changes' }>

const [key, place] = [identifier('_headwater_key'), identifier('_headwater_place')]
const twoChanges = 'headwater has found two changes'

/**
 * Statements that add staged changes to a table: of each key the one with the greatest sequence is left, a deletion as well.
 * They fail where the table has another row of the same sequence: see `explainAmbiguity`.
 */
export function keepChanges(change: RowChange, write: Changes): readonly string[] {
  const { target, partitioned, suffix } = change
  const names = namesOf(change)
  const sequence = identifier(write.sequence)
  const ofPartitions = partitioned ? whichRows(target, suffix) : 'TRUE'
  const held = `SELECT *, ${keyOf(change, write)} AS ${key} FROM ${qualified(target)} WHERE ${ofPartitions}`
  const cells = cellsOf(change).map((cell, index) => `${cell} AS ${names[index]}`)
  const staged = `SELECT ${cells.join(', ')} FROM ${change.stage} WHERE ${isStaged(change)}`
  const made = `SELECT *, ${keyOf(change, write)} AS ${key} FROM (${staged})`
  const latest = `SELECT * FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY ${sequence} DESC) AS ${place} FROM (${made})
    ) WHERE ${place} = 1`
  return [
    requireAgreement(change, write, { made, held }),
    // A join with a condition beside the key, which a subquery for every row could not have.
    `MERGE INTO ${qualified(target)} AS held USING (${latest}) AS made
      ON ${keyOf(change, write, 'held.')} = made.${key} AND held.${sequence} < made.${sequence}
        ${partitioned ? `AND held.${ofPartitions}` : ''}
      WHEN MATCHED THEN DELETE`,
    // What the table still has of a key is no earlier than any change that comes.
    `INSERT INTO ${qualified(target)} (${names.join(', ')}) SELECT ${names.join(', ')} FROM (${latest})
      WHERE ${key} NOT IN (SELECT ${key} FROM (${held}))`,
  ]
}

/** Nobody could tell which of two different changes of one sequence is the later one. */
function requireAgreement(
  { columns, suffix }: RowChange,
  write: Changes,
  { made, held }: { readonly made: string; readonly held: string },
): string {
  const { kind } = columnOf(columns, write.sequence)
  const sequenceOf = (side: string) => keyText(`${side}.${identifier(write.sequence)}`, kind)
  const row = (side: string) =>
    `TO_JSON_STRING(STRUCT(${columns.map(({ name }) => `${side}.${identifier(name)} AS ${identifier(name)}`).join(', ')}))`
  const words = `CONCAT('${twoChanges}${suffix}: ', ${row('made')}, ' and ', ${row('held')})`
  return `SELECT IF(COUNT(*) > 0, ERROR(ANY_VALUE(${words})), 0) AS checked FROM (${made}) AS made JOIN (${held}) AS held
    ON made.${key} = held.${key} AND ${sequenceOf('made')} = ${sequenceOf('held')}
    WHERE ${rowText(columns, 'made.')} != ${rowText(columns, 'held.')}`
}

/** What the changes of one row share, as a text; in each partition they are of their own. */
function keyOf({ columns, partitioned }: RowChange, { on }: Changes, prefix = ''): string {
  const cells = rowText(
    on.map((name) => columnOf(columns, name)),
    prefix,
  )
  return partitioned ? `CONCAT(${cells}, CAST(${prefix}${identifier(partitionColumn)} AS STRING))` : cells
}

/** Turns the failure of `keepChanges` into TABLE_CHANGE_AMBIGUOUS; every other one is thrown as it is. `groups` in their order. */
export function explainAmbiguity(
  thrown: unknown,
  groups: readonly { readonly asset: string; readonly location: { readonly write?: StoredWrite | undefined } }[],
): never {
  const pattern = new RegExp(String.raw`${twoChanges}_(\d+)[_\d]*: (\{.*\}) and (\{.*\})`, 's')
  const [, index, made = '', other = ''] = (isHeadwaterError(thrown) && pattern.exec(thrown.message)) || []
  const group = groups[Number(index)]
  if (group?.location.write?.mode !== 'changes') throw thrown
  return failOnAmbiguity(group.asset, group.location.write, { made, other })
}
