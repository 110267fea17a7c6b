import { directTransformations, indirectTransformations, masked } from '../resolve/dependencies.ts'
import type { Column } from '../resolve/relation.ts'
import type { DirectInput, IndirectInput, Output, OutputColumn, SourceColumn } from '../result.ts'
import type { Written } from './writer.ts'

/** What a statement writes, as plain data. */
export function outputOf({ kind, columns, uses }: Written, target: string | null, inputs: ReadonlySet<string>): Output {
  const made = columns.map(outputColumn)
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

function outputColumn({ name, value, rest }: Column): OutputColumn {
  const direct: DirectInput[] = []
  for (const [{ table, column }, path] of value.direct) {
    const transformation = directTransformations[path & 3] ?? 'IDENTITY'
    direct.push(path & masked ? { table, column, transformation, masking: true } : { table, column, transformation })
  }
  const indirect = indirectInputs(value.indirect)
  const unknown = rest !== undefined || direct.some(isStar) || indirect.some(isStar)
  return { name, direct, indirect, unknown }
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
