import { canonicalJson, type Json } from '../base/json.ts'
import { columnPath } from '../define/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import { ColumnGraph } from '../lineage/index.ts'
import type { PlanBreak } from '../plan/index.ts'
import { changedShape, type Snapshot } from '../status/index.ts'

/**
 * Columns that some assets had when they were last made, and have no longer or otherwise, as far as anything downstream
 * reads them. Who reads what is asked as if the columns were still there.
 */
export async function columnBreaks(
  model: ProjectModel,
  snapshot: Snapshot,
  assets: readonly string[],
): Promise<readonly PlanBreak[]> {
  const changes = assets.flatMap((asset) => changesOf(model, snapshot, asset))
  if (changes.length === 0) return []
  const dropped = new Set(
    changes.flatMap(({ asset, columns }) =>
      columns.flatMap(({ column, change }) => (change === 'dropped' ? [nameOf({ asset, column })] : [])),
    ),
  )
  const former = new ColumnGraph(model, new Map(changes.map(({ asset, rowSchema }) => [asset, rowSchema])))
  const found = await Promise.all(
    changes.flatMap(({ asset, columns }) =>
      columns.map(async ({ column, change }): Promise<PlanBreak> => {
        const { downstream } = await former.paths({ asset, column })
        // What goes together with it was made of it, and does not miss it.
        const readers = downstream.columns.filter((reader) => !dropped.has(nameOf(reader)))
        return { asset, column, change, readers }
      }),
    ),
  )
  return found.filter(({ readers }) => readers.length > 0)
}

function nameOf({ asset, column }: Pick<PlanBreak, 'asset' | 'column'>): string {
  return `${asset}\n${column}`
}

/** The columns of one asset that are not as they were. */
interface ColumnChanges {
  readonly asset: string
  /** What its rows were. */
  readonly rowSchema: Json
  readonly columns: readonly Pick<PlanBreak, 'column' | 'change'>[]
}

function changesOf(model: ProjectModel, snapshot: Snapshot, asset: string): readonly ColumnChanges[] {
  const definition = model.assets.get(asset)
  const before = snapshot.ledger(asset).record.rowSchema
  const now = definition && before ? changedShape(snapshot, definition) : undefined
  if (before === undefined || before === null || now === undefined) return []
  const present = columnsOf(now)
  const columns = [...columnsOf(before)]
    .filter(([name, schema]) => present.get(name) !== schema)
    .map(([name]) => ({ column: columnPath([name]), change: present.has(name) ? 'changed' : 'dropped' }) as const)
  return columns.length === 0 ? [] : [{ asset, rowSchema: before, columns }]
}

/** What each column may hold, as text; what is said about it does not count. */
function columnsOf(rowSchema: Json | undefined): ReadonlyMap<string, string> {
  const { properties, required } = (rowSchema ?? {}) as RowSchema
  return new Map(
    Object.entries(properties ?? {}).map(([name, { title: _, description: __, examples: ___, ...schema }]) => [
      name,
      canonicalJson([schema, required?.includes(name) ?? false]),
    ]),
  )
}

interface RowSchema {
  readonly properties?: { readonly [column: string]: { readonly [keyword: string]: Json } } | undefined
  readonly required?: readonly string[] | undefined
}
