import type { ColumnAnswer, ColumnOrigin, DirectSource, DirectTransformation } from './column-lineage.ts'
import { columnPath } from './column-path.ts'

/** A row whose types have done their work. */
export type AnyRow = { readonly [column: string]: unknown }

/** New names by former names. */
type RowNames = { readonly [column: string]: string }

/** One step from row to row, that says which columns it looks at. */
export type RowStep =
  | { readonly kind: 'pick'; readonly columns: readonly string[] }
  /** No two columns get the same name. */
  | { readonly kind: 'rename'; readonly names: RowNames }
  /** One column through a function. */
  | { readonly kind: 'map'; readonly column: string; readonly make: (value: unknown) => unknown }
  /** `make` is handed the columns `of` and no others, so that lineage cannot be wrong. */
  | {
      readonly kind: 'derive'
      readonly column: string
      readonly of: readonly string[]
      readonly make: (columns: AnyRow) => unknown
    }

/** The row after a step. */
export function afterStep(row: AnyRow, step: RowStep): AnyRow {
  switch (step.kind) {
    case 'pick':
      return picked(row, step.columns)
    case 'rename':
      return renamed(row, step.names)
    case 'map':
      return { ...row, [step.column]: step.make(row[step.column]) }
    case 'derive':
      return { ...row, [step.column]: step.make(picked(row, step.of)) }
    default:
      return step satisfies never
  }
}

function picked(row: AnyRow, columns: readonly string[]): AnyRow {
  return Object.fromEntries(columns.filter((name) => name in row).map((name) => [name, row[name]]))
}

/** A column that gets the name of another one takes its place. */
function renamed(row: AnyRow, names: RowNames): AnyRow {
  const given = new Set(Object.values(names))
  const entries = Object.entries(row).filter(([name]) => Object.hasOwn(names, name) || !given.has(name))
  return Object.fromEntries(entries.map(([name, value]) => [newName(names, name), value]))
}

function newName(names: RowNames, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name
}

/** The answer of an asset that is made by such steps from one dep: each of its columns is followed back through them. */
export function columnsOfSteps(dep: string, steps: readonly RowStep[]): ColumnAnswer {
  return ({ columns = [] }) => ({
    columns: columns.map((column): ColumnOrigin => {
      const direct = sourcesOf(column, steps).map(
        ([name, transformation]): DirectSource => ({ dep, column: columnPath([name]), transformation }),
      )
      return { column: columnPath([column]), direct, indirect: [], unknown: [] }
    }),
    dataset: [],
    problems: [],
  })
}

/** The upstream columns that a column is made of after some steps: none where they leave it out. */
function sourcesOf(
  column: string,
  steps: readonly RowStep[],
): readonly (readonly [name: string, transformation: DirectTransformation])[] {
  const step = steps.at(-1)
  if (!step) return [[column, 'IDENTITY']]
  const before = steps.slice(0, -1)
  switch (step.kind) {
    case 'pick':
      return step.columns.includes(column) ? sourcesOf(column, before) : []
    case 'rename':
      return formerly(step.names, column).flatMap((name) => sourcesOf(name, before))
    case 'map':
    case 'derive': {
      if (step.column !== column) return sourcesOf(column, before)
      const of = step.kind === 'map' ? [column] : step.of
      const names = new Set(of.flatMap((name) => sourcesOf(name, before).map(([source]) => source)))
      return [...names].map((name) => [name, 'TRANSFORMATION'])
    }
    default:
      return step satisfies never
  }
}

/** The names that a column may have had before: its own only where it was not renamed away. */
function formerly(names: RowNames, column: string): readonly string[] {
  const given = Object.keys(names).filter((name) => names[name] === column)
  return given.length > 0 ? given : Object.hasOwn(names, column) ? [] : [column]
}
