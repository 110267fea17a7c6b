import type { AssetDefinition } from '../define/index.ts'
import { ioOf, type ProjectModel } from '../graph/index.ts'
import type { LedgerRow } from '../state/index.ts'

/** Where a person finds a recorded value. A store that does not tell is quoted. */
export function placeOf(
  model: ProjectModel,
  definition: AssetDefinition,
  { location }: Pick<LedgerRow, 'location'>,
): string {
  const store = ioOf(model, definition)?.store
  if (store?.place && Object.keys(location).length > 0) return store.place(location)
  const members = Object.entries(location).filter(([, value]) => typeof value === 'string')
  return members.map(([name, value]) => `${name}: ${String(value)}`).join(', ')
}
