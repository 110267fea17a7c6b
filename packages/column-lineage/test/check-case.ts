import type { ColumnLineage, Dialect, Output } from '../src/index.ts'

interface Input {
  readonly column: string
  readonly type: string | null
}

/** A case of the conformance set; its `semantics` block says what the parts mean. */
export interface Case {
  readonly id: string
  readonly dialect: Dialect
  readonly schema: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly sql: string
  readonly target: string | null
  readonly matchBy: 'position' | 'name'
  readonly optional?: boolean
  readonly columns: readonly {
    readonly name: string | null
    readonly direct: readonly Input[]
    readonly indirect: readonly Input[]
    readonly acceptDirect?: readonly (readonly string[])[]
  }[]
  readonly dataset: readonly Input[]
  readonly optionalIndirect: readonly Input[]
}

/** What differs between a case and what was found, strictly: sets, kinds, indirect inputs, dataset. */
export function checkCase(expected: Case, { outputs }: ColumnLineage): readonly string[] {
  const output = outputs.findLast((output) => output.target === expected.target && output.kind !== 'delete')
  if (!output) return [`no output for ${expected.target}; there are ${outputs.map(({ target }) => target).join(', ')}`]
  if (expected.matchBy === 'position' && output.columns.length !== expected.columns.length) {
    return [`${output.columns.length} columns: ${output.columns.map(({ name }) => name).join(', ')}`]
  }
  const optional = new Set(expected.optionalIndirect.map(shown))
  return [
    ...expected.columns.flatMap((column, index) =>
      checkColumn(column, columnOf(output, column.name, index, expected), optional),
    ),
    ...differences('dataset', expected.dataset, output.dataset, optional),
  ]
}

function columnOf(output: Output, name: string | null, index: number, { matchBy }: Case) {
  return matchBy === 'position'
    ? output.columns[index]
    : output.columns.find((column) => column.name.toLowerCase() === name?.toLowerCase())
}

function checkColumn(
  expected: Case['columns'][number],
  found: Output['columns'][number] | undefined,
  optional: ReadonlySet<string>,
): readonly string[] {
  if (!found) return [`${expected.name} is missing`]
  const faults: string[] = []
  if (expected.name !== null && found.name.toLowerCase() !== expected.name.toLowerCase()) {
    faults.push(`${expected.name} is called ${found.name}`)
  }
  const direct = found.direct.map(({ table, column }) => `${table}.${column}`)
  const accepted = [expected.direct.map(({ column }) => column), ...(expected.acceptDirect ?? [])]
  if (!accepted.some((set) => isSameSet(set, direct))) faults.push(`${expected.name} direct ${direct.join(' ')}`)
  for (const { column, type } of expected.direct) {
    const own = found.direct.find((input) => `${input.table}.${input.column}` === column)
    if (own && type !== null && own.transformation !== type)
      faults.push(`${expected.name} ${column} ${own.transformation}`)
  }
  return [...faults, ...differences(`${expected.name}`, expected.indirect, found.indirect, optional)]
}

function differences(
  what: string,
  expected: readonly Input[],
  found: Output['dataset'],
  optional: ReadonlySet<string>,
): readonly string[] {
  const wanted = new Set(expected.map(shown))
  const got = new Set(found.map(({ table, column, transformation }) => `${table}.${column} ${transformation}`))
  return [
    ...[...wanted].filter((one) => !got.has(one) && !optional.has(one)).map((one) => `${what} misses ${one}`),
    ...[...got].filter((one) => !wanted.has(one) && !optional.has(one)).map((one) => `${what} invents ${one}`),
  ]
}

function shown({ column, type }: Input): string {
  return `${column} ${type}`
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}
