import { fail } from '../../errors/index.ts'
import type { AnyDep, ByPartition, InputOf } from '../dep.ts'
import type { CodeParts } from '../definition.ts'
import type { ColumnAnswer } from './column-lineage.ts'
import { afterStep, type AnyRow, columnsOfSteps, type RowStep } from './row-steps.ts'

/** Rows of a table, or of several partitions of one. */
type RowOf<V> =
  // oxlint-disable-next-line typescript/no-explicit-any
  V extends ByPartition<any, infer I> ? RowOf<I> : V extends Iterable<infer R extends object> ? R : never
type Renamed<R, M> = { readonly [N in keyof R as N extends keyof M ? M[N] & PropertyKey : N]: R[N] }
type With<R, N extends string, V> = Omit<R, N> & { readonly [K in N]: V }

/**
 * The function of an asset that makes each of its rows of one row of an upstream, and so knows what its columns are made
 * of. Hand it to `asset` in the place of a function.
 */
export interface RowsFrom<in I, out R extends object> {
  (inputs: I): readonly R[]
  /** These columns and no others. */
  pick<const N extends keyof R & string>(...columns: readonly N[]): RowsFrom<I, Pick<R, N>>
  /** New names by former names; the other columns stay. Throws DEFINITION_INVALID where two get the same. */
  rename<const M extends { readonly [N in keyof R]?: string }>(names: M): RowsFrom<I, Renamed<R, M>>
  /** One column through a function, in its place. */
  map<N extends keyof R & string, V>(column: N, make: (value: R[N]) => V): RowsFrom<I, With<R, N, V>>
  /** A column more, made of the columns that are named: the function is handed no others. */
  derive<const N extends string, const K extends keyof R & string, V>(
    column: N,
    of: readonly K[],
    make: (columns: Pick<R, K>) => V,
  ): RowsFrom<I, With<R, N, V>>
}

/** Assets of rows whose column lineage is known without being declared. */
export const columns = Object.freeze({
  /**
   * Begins with the rows of one dep as they are: `columns.from({ prices }).pick('symbol', 'close')`, where `prices` is that
   * dep's name in the asset's `deps` too. Rows of several partitions follow on one another in the order of their keys.
   * Throws DEFINITION_INVALID unless exactly one dep is named.
   */
  from<const D extends { readonly [name: string]: AnyDep }>(
    dep: D,
  ): RowsFrom<{ readonly [N in keyof D]: InputOf<D[N], never> }, RowOf<InputOf<D[keyof D], never>>> {
    const [name, ...others] = Object.keys(dep)
    if (name === undefined || others.length > 0) {
      fail('DEFINITION_INVALID', {
        message: `columns.from() was given ${others.length + (name === undefined ? 0 : 1)} deps, and takes one`,
        hint: 'Write `columns.from({ prices })`, with the name that the dep has in `deps`.',
      })
    }
    return rowsFrom(name, []) as never
  },
})

const carried = Symbol.for('headwater.columns')

/** What a function knows of itself that was made here: its column lineage, and what its code version is made of. */
export interface Carried {
  readonly columnLineage: ColumnAnswer
  readonly code: CodeParts
}

/** Undefined for every other function. */
export function carriedBy(make: Function): Carried | undefined {
  return (make as { readonly [carried]?: Carried })[carried]
}

function rowsFrom(dep: string, steps: readonly RowStep[]): Function {
  const then = (step: RowStep): Function => rowsFrom(dep, [...steps, step])
  const make = (inputs: { readonly [dep: string]: unknown }): readonly AnyRow[] =>
    Array.from(rowsIn(inputs[dep]), (row) => steps.reduce(afterStep, row))
  const self: Carried = { columnLineage: columnsOfSteps(dep, steps), code: codeOf(dep, steps) }
  return Object.freeze(
    Object.assign(make, {
      [carried]: self,
      pick: (...names: readonly string[]) => then({ kind: 'pick', columns: names }),
      rename: (names: { readonly [column: string]: string }) => {
        requireDifferent(Object.values(names))
        return then({ kind: 'rename', names })
      },
      map: (column: string, by: (value: unknown) => unknown) => then({ kind: 'map', column, make: by }),
      derive: (column: string, of: readonly string[], by: (columns: AnyRow) => unknown) =>
        then({ kind: 'derive', column, of, make: by }),
    }),
  )
}

function requireDifferent(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice === undefined) return
  fail('DEFINITION_INVALID', {
    message: `rename() gives two columns the name \`${twice}\``,
    hint: 'Give each a name of its own, or leave one out with pick().',
  })
}

type Rows = Iterable<AnyRow>

/** Where there is no earlier partition, as with `offset`, there are no rows. */
function rowsIn(value: unknown): Rows {
  if (isByPartition(value)) return [...value.values()].flatMap((rows) => [...rows])
  return (value as Rows | undefined) ?? []
}

function isByPartition(value: unknown): value is ByPartition<unknown, Rows> {
  return typeof value === 'object' && value !== null && 'get' in value && 'values' in value
}

/** The steps as data, and the functions that they call. */
function codeOf(dep: string, steps: readonly RowStep[]): CodeParts {
  const functions = steps.flatMap((step) => ('make' in step ? [step.make] : []))
  return { functions, values: [dep, steps.map((step) => ('make' in step ? { ...step, make: null } : step))] }
}
