import type { ByPartition, InputOf, Refused } from '../dep.ts'
import type {
  ColumnAnswer,
  ColumnOrigin,
  DirectTransformation,
  IndirectSource,
  IndirectTransformation,
} from './column-lineage.ts'
import { columnPath } from './column-path.ts'

declare const REF: unique symbol
/** A column of an upstream, or a field in one. */
export interface ColumnSource {
  readonly [REF]: true
}

type Scalar = void | string | number | bigint | boolean | symbol | Date | Function | null | undefined
/** What stands for rows without holding them as such extends it: views, so that their columns are known. Never set. */
export interface StandsForRows<out R> {
  readonly '~row'?: R
}

/** One row of a value: a table's, in whatever shape it comes, the value itself where it is an object. */
export type RowIn<V> = V extends Scalar
  ? never
  : // oxlint-disable-next-line typescript/no-explicit-any
    V extends ByPartition<any, infer I>
    ? RowIn<I>
    : '~row' extends keyof V
      ? NonNullable<V['~row']>
      : V extends Iterable<infer R> | AsyncIterable<infer R>
        ? RowIn<R>
        : V
/** A column with its fields. Lists and records have none of their own: their members' fields are theirs. */
type ColumnWithFields<V> = ColumnSource & FieldsOf<RowIn<V>>
type FieldsOf<R> = [R] extends [never]
  ? unknown
  : string extends keyof R
    ? FieldsOf<RowIn<R[string]>>
    : { readonly [N in keyof R & string]-?: ColumnWithFields<R[N]> }
/** The columns of deps by the deps' names, for an asset whose value is `T`. */
type ColumnsOf<D, T> = { readonly [N in keyof D]: FieldsOf<RowIn<InputOf<D[N], T>>> }

/** Columns that decide, by how they do: what `where`, `on`, `group by`, `order by`, `over` and `case when` name in SQL. */
export interface DecidingColumns {
  readonly filter?: readonly ColumnSource[] | undefined
  readonly join?: readonly ColumnSource[] | undefined
  readonly groupBy?: readonly ColumnSource[] | undefined
  readonly sort?: readonly ColumnSource[] | undefined
  readonly window?: readonly ColumnSource[] | undefined
  readonly conditional?: readonly ColumnSource[] | undefined
}

/** What a column is made of, other than one upstream column as it is. */
export interface MadeColumn {
  readonly '~made': 'transformed' | 'aggregated' | 'unknown'
}

/** What all columns of an asset are made of. */
export interface MadeColumns {
  readonly '~made': 'columns'
}

type Wanted<T> = [RowIn<T>] extends [never]
  ? Refused<'columns are declared of tables and objects'>
  : { readonly [N in keyof RowIn<T> & string]-?: ColumnSource | MadeColumn }

/** The words for saying what columns are made of. */
export interface ColumnWords<T> {
  /**
   * Every column of the asset: an upstream column where it is that column as it is, else one of the words below. `by`
   * names the columns that decide about all of them, such as the keys of a join.
   */
  readonly made: (columns: Wanted<T>, by?: DecidingColumns) => MadeColumns
  /** A value that is computed of these columns; of none, for a constant. `by` names what decides about this column alone. */
  readonly transformed: (of: ColumnSource | readonly ColumnSource[], by?: DecidingColumns) => MadeColumn
  /** A value that sums up several rows. */
  readonly aggregated: (of: ColumnSource | readonly ColumnSource[], by?: DecidingColumns) => MadeColumn
  /** Nobody can say: any column of any upstream may have gone into it. */
  readonly unknown: MadeColumn
}

/**
 * Says what the columns of an asset are made of, which nobody can read in a function: of the deps' columns, which the
 * compiler knows. It is believed as it stands. Absent: what columns are made of is unknown, as far as there are deps.
 */
export type DeclareColumns<D, T> = (from: ColumnsOf<D, T>, words: ColumnWords<T>) => MadeColumns

/** A declaration whose types have done their work. */
export type UntypedDeclaration = (from: object, words: object) => unknown

/** The answer of an asset that declares its column lineage. */
export function declaredColumns(declare: UntypedDeclaration): ColumnAnswer {
  const answer: ColumnAnswer = ({ deps }) => {
    const from = Object.fromEntries(Object.keys(deps).map((dep) => [dep, fieldsAt(dep, [])]))
    const made = declare(from, wordsFor(Object.keys(deps))) as Made
    return { columns: made.columns, dataset: made.dataset, problems: [] }
  }
  return Object.assign(answer, { declaration: String(declare) })
}

interface Made {
  readonly columns: readonly ColumnOrigin[]
  readonly dataset: readonly IndirectSource[]
}
type Origin = Omit<ColumnOrigin, 'column'>

/** The run-time side of the words: each gives the piece of lineage that it says. */
function wordsFor(deps: readonly string[]): { readonly [N in keyof ColumnWords<unknown>]: unknown } {
  const computed =
    (transformation: DirectTransformation) =>
    (of: object | readonly object[], by?: DecidingColumns): Origin => ({
      direct: [of].flat().map((source) => ({ ...sourceOf(source), transformation })),
      indirect: deciding(by),
      unknown: [],
    })
  return {
    made: (columns: { readonly [column: string]: object }, by?: DecidingColumns): Made => ({
      columns: Object.entries(columns).map(([column, of]) => ({ column: columnPath([column]), ...originOf(of) })),
      dataset: deciding(by),
    }),
    transformed: computed('TRANSFORMATION'),
    aggregated: computed('AGGREGATION'),
    unknown: { direct: [], indirect: [], unknown: deps },
  }
}

function originOf(of: object): Origin {
  if (!refIn(of)) return of as Origin
  return { direct: [{ ...sourceOf(of), transformation: 'IDENTITY' }], indirect: [], unknown: [] }
}

const decidesAs: { readonly [By in keyof DecidingColumns]-?: IndirectTransformation } = {
  filter: 'FILTER',
  join: 'JOIN',
  groupBy: 'GROUP_BY',
  sort: 'SORT',
  window: 'WINDOW',
  conditional: 'CONDITIONAL',
}

function deciding(by: DecidingColumns = {}): readonly IndirectSource[] {
  return Object.entries(by).flatMap(([how, sources]: [string, readonly object[] | undefined]) =>
    (sources ?? []).map((source) => ({
      ...sourceOf(source),
      transformation: decidesAs[how as keyof DecidingColumns],
    })),
  )
}

const ref = Symbol.for('headwater.column')
interface Ref {
  readonly dep: string
  readonly names: readonly string[]
}

function refIn(value: object): Ref | undefined {
  return (value as { readonly [ref]?: Ref })[ref]
}

function sourceOf(value: object): { readonly dep: string; readonly column: string } {
  const { dep, names } = refIn(value) ?? { dep: '', names: [] }
  return { dep, column: columnPath(names) }
}

/** Any name is a field: the compiler saw to it that only those of the upstream are used, and the graph does again. */
function fieldsAt(dep: string, names: readonly string[]): object {
  const at: Ref = { dep, names }
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' ? fieldsAt(dep, [...names, name]) : name === ref ? at : undefined) },
  )
}
