import { directTransformations, indirectTransformations, masked, use } from '../resolve/dependencies.ts'
import type { Column } from '../resolve/relation.ts'
import type { DirectInput, IndirectInput, Output, OutputColumn, SourceColumn } from '../result.ts'
import type { Written } from './writer.ts'

/** What a statement writes, as plain data. */
export function outputOf({ kind, columns, uses }: Written, target: string | null, inputs: ReadonlySet<string>): Output {
  const made = columns.map((column) => outputColumn(column, uses))
  const dataset = indirectInputs(uses)
  const tables = new Set(inputs)
  for (const { direct } of made) for (const { table } of direct) tables.add(table)
  return {
    target,
    kind,
    columns: made,
    dataset,
    inputs: [...tables],
    unknown: columns.some(({ rest }) => rest !== undefined),
  }
}

function outputColumn({ name, value, rest }: Column, uses: Written['uses']): OutputColumn {
  const direct: DirectInput[] = []
  for (const [{ table, column }, path] of value.direct) {
    const transformation = directTransformations[path & 3] ?? 'IDENTITY'
    direct.push(path & masked ? { table, column, transformation, masking: true } : { table, column, transformation })
  }
  const indirect = indirectInputs(withoutGroups(value.indirect, uses))
  const unknown = rest !== undefined || direct.some(isStar) || indirect.some(isStar)
  return { name, direct, indirect, unknown }
}

/** Without the keys that all rows are grouped by, which GROUPING names once more. */
function withoutGroups(own: Written['uses'], uses: Written['uses']): Written['uses'] {
  if (![...own.values()].some((set) => set & use.groupBy)) return own
  return new Map(
    [...own].map(([source, set]) => [source, (uses.get(source) ?? 0) & use.groupBy ? set & ~use.groupBy : set]),
  )
}

function indirectInputs(uses: ReadonlyMap<SourceColumn, number>): readonly IndirectInput[] {
  const inputs: IndirectInput[] = []
  for (const [{ table, column }, set] of uses) {
    for (const [bit, transformation] of indirectTransformations.entries()) {
      if (set & (1 << bit)) inputs.push({ table, column, transformation })
    }
  }
  return inputs
}

function isStar({ column }: SourceColumn): boolean {
  return column === '*'
}
