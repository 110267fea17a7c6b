import type { ColumnLineage } from '../src/index.ts'

/** The last output in short: `column <- direct ~ indirect`, then the dataset. */
export function short({ outputs }: ColumnLineage): readonly string[] {
  const output = outputs.at(-1)
  const inputs = (list: readonly { table: string; column: string; transformation: string }[]) =>
    list.map(({ table, column, transformation }) => `${table}.${column}:${transformation.toLowerCase()}`).join(' ')
  const columns = output?.columns.map(({ name, direct, indirect }) =>
    [name, '<-', inputs(direct), indirect.length > 0 ? `~ ${inputs(indirect)}` : ''].filter(Boolean).join(' '),
  )
  return [...(columns ?? []), ...(output?.dataset.length ? [`all ~ ${inputs(output.dataset)}`] : [])]
}
