import type { Json } from '../base/json.ts'
import type { EventDraft } from '../events/index.ts'

type Shaped = Extract<EventDraft, { readonly type: 'shaped' }>

/** What is to be recorded of the rows of an asset, together with the first values that have them. */
export function shapedEvents(asset: string, rowSchema: Json | undefined): readonly Shaped[] {
  return rowSchema === undefined ? [] : [{ type: 'shaped', asset, rowSchema: recordable(rowSchema) }]
}

/** The same as an event holds it, whose JSON is mutable by its type. */
export function recordable(rowSchema: Json): Shaped['rowSchema'] {
  return rowSchema as Shaped['rowSchema']
}
