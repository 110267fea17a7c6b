import { canonicalJson, type Json } from '../base/json.ts'
import type { AssetDefinition } from '../define/index.ts'
import { rowSchemaOf } from './row-schema.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The row schema of an asset, where it is another one than what is recorded of it: null where it has none any more.
 * Undefined: it is the same.
 */
export function changedShape(snapshot: Snapshot, { key, schema }: AssetDefinition): Json | undefined {
  const recorded = snapshot.ledger(key).record.rowSchema ?? null
  const declared = rowSchemaOf(schema) ?? null
  return textOf(recorded) === textOf(declared) ? undefined : declared
}

const texts = new WeakMap<object, string>()

/** A schema as text: made once for each, since every commit compares two. */
function textOf(schema: Json): string {
  if (typeof schema !== 'object' || schema === null) return String(schema)
  const known = texts.get(schema) ?? canonicalJson(schema)
  texts.set(schema, known)
  return known
}
