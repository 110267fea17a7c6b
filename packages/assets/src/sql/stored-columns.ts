import { type ColumnAnswer, columnPath } from '@headwater/core/extend'
import type { Write } from './write-mode.ts'

type Lineage = Awaited<ReturnType<ColumnAnswer>>
type Origin = Lineage['columns'][number]

/**
 * The lineage of a table, of that of the rows that are made: two write modes decide by columns what becomes of a row. `scd2`
 * ends a version where the next one of its key begins, `changes` keeps the row of a key whose sequence is the greatest.
 */
export function storedColumns(made: Lineage, write: Write): Lineage {
  if (write.mode === 'changes') {
    const deciding = sourcesOf(made, [...write.on, write.sequence])
    const dataset = deciding.map((source) => ({ ...source, transformation: 'FILTER' as const }))
    return { ...made, dataset: [...made.dataset, ...dataset] }
  }
  if (write.mode !== 'scd2') return made
  const begins = originsOf(made, [write.from])
  const keys = sourcesOf(made, write.on).map((source) => ({ ...source, transformation: 'WINDOW' as const }))
  const ended = (origin: Origin): Origin => ({
    ...origin,
    direct: [
      ...origin.direct,
      ...begins
        .flatMap(({ direct }) => direct)
        .map((source) => ({ ...source, transformation: 'TRANSFORMATION' as const })),
    ],
    indirect: [...origin.indirect, ...keys],
    unknown: [...new Set([origin, ...begins].flatMap(({ unknown }) => unknown))],
  })
  const [to] = originsOf(made, [write.to])
  return { ...made, columns: made.columns.map((origin) => (origin === to ? ended(origin) : origin)) }
}

function originsOf({ columns }: Lineage, names: readonly string[]): readonly Origin[] {
  const paths = names.map((name) => columnPath([name]))
  return columns.filter(({ column }) => paths.includes(column))
}

function sourcesOf(
  made: Lineage,
  names: readonly string[],
): readonly { readonly dep: string; readonly column: string }[] {
  return originsOf(made, names).flatMap(({ direct }) => direct.map(({ dep, column }) => ({ dep, column })))
}
