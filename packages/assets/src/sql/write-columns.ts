import { fail } from '@headwater/core/io'
import type { Column, ColumnKind } from './columns.ts'
import type { Write } from './write-mode.ts'

/** Kinds whose values come one after the other. */
const ordered: readonly ColumnKind[] = ['string', 'number', 'integer', 'bigint', 'date']

/**
 * Whether the columns that a write mode names can do what they are for: a key has some, that of `scd2` and `changes` is never
 * null, `from`, `to` and `sequence` have an order, `to` may be null, `deleted` is a boolean. Throws WRITE_COLUMN_UNFIT, a line
 * for each that cannot. Other write modes ask nothing of their columns, which are then not looked at.
 */
export function checkWriteColumns(asset: string, write: Write, columns: () => readonly Column[]): void {
  const problems = [...problemOfNoKey(write), ...problemsOf(write, columns)]
  if (problems.length === 0) return
  fail('WRITE_COLUMN_UNFIT', {
    message: [
      `asset \`${asset}\` is written by \`${write.mode}\`, for which its columns do not fit:`,
      ...problems,
    ].join('\n  '),
    hint: 'Change `row`, or name other columns in `write`.',
    asset,
  })
}

function problemOfNoKey(write: Write): readonly string[] {
  return 'on' in write && write.on.length === 0 ? ['`on` names no column, and a key has at least one'] : []
}

function problemsOf(write: Write, columns: () => readonly Column[]): readonly string[] {
  if (write.mode !== 'scd2' && write.mode !== 'changes') return []
  const named = new Map(columns().map((column) => [column.name, column]))
  const find = (name: string) => named.get(name)
  const ofKey = write.on.flatMap((name) => problemOfKey(find(name)))
  if (write.mode === 'scd2')
    return [...ofKey, ...problemOfOrder('from', find(write.from)), ...problemOfEnd(find(write.to), find(write.from))]
  const sequence = find(write.sequence)
  return [
    ...ofKey,
    ...problemOfOrder('sequence', sequence),
    ...problemOfNull('sequence', sequence),
    ...problemOfFlag(find(write.deleted)),
  ]
}

// A column that `row` does not have is refused by the compiler, and without types by the table that lacks it.

function problemOfKey(column: Column | undefined): readonly string[] {
  if (column?.kind === 'json') return [`\`${column.name}\` in \`on\` is nested, and cannot be compared`]
  return problemOfNull('on', column)
}

function problemOfOrder(role: string, column: Column | undefined): readonly string[] {
  if (!column || ordered.includes(column.kind)) return []
  return [`\`${column.name}\` as \`${role}\` is ${column.kind}; it must be one of ${ordered.join(', ')}`]
}

function problemOfNull(role: string, column: Column | undefined): readonly string[] {
  return column?.nullable ? [`\`${column.name}\` as \`${role}\` may be null; it must never be`] : []
}

function problemOfEnd(to: Column | undefined, from: Column | undefined): readonly string[] {
  if (!to || !from) return []
  const isOther = to.kind !== from.kind
  return [
    ...(isOther ? [`\`${to.name}\` as \`to\` is ${to.kind}, and \`${from.name}\` as \`from\` is ${from.kind}`] : []),
    ...(to.nullable ? [] : [`\`${to.name}\` as \`to\` may not be null, which it is while a version holds`]),
  ]
}

function problemOfFlag(column: Column | undefined): readonly string[] {
  if (column && column.kind !== 'boolean')
    return [`\`${column.name}\` as \`deleted\` is ${column.kind}; it must be boolean`]
  return problemOfNull('deleted', column)
}
