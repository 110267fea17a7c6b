import type { JsonObject } from '../base/json.ts'
import {
  type Dimension,
  gridOf,
  type KeyIds,
  keys,
  type Partitions,
  product,
  Subset,
  unpartitioned,
} from '../partitions/index.ts'
import { CurrentNames } from '../run/index.ts'
import { type AssetRecord, materializedOf } from '../state/index.ts'
import { cutPartitions, type Row, type Snapshot, uncut } from '../status/index.ts'
import { knownCell, type Wanted } from './named-cell.ts'
import type { Session } from './session.ts'

/**
 * What is recorded of a partition of an asset by a cut that it had before: for keys that its partitions of today do not
 * know, or have no value of. Of several cuts that know the key, the newest holds.
 */
export async function formerRow(
  session: Session,
  snapshot: Snapshot,
  { asset, at }: { readonly asset: string; readonly at: Wanted },
): Promise<Row | undefined> {
  for (const { name, record } of await formerCuts(session, snapshot, asset)) {
    const partitions = partitionsOfCut(record.cut ?? uncut, snapshot.ids)
    const grid = partitions && gridOf(partitions, snapshot.ids)
    const cell = grid && knownCell(asset, grid, at, snapshot.now)
    if (!cell || !materializedOf(record).has(cell)) continue
    const [row] = await snapshot.store.ledger.rows(name, Subset.of([cell]))
    if (row) return { ...row, partition: grid.textOf(cell) }
  }
  return undefined
}

/** The newest first. That of an asset that was not made since it is cut otherwise still has its own name. */
async function formerCuts(
  session: Session,
  snapshot: Snapshot,
  asset: string,
): Promise<readonly { readonly name: string; readonly record: AssetRecord }[]> {
  const { store, model } = session.parts
  const last = snapshot.former(asset)
  const aside = (await CurrentNames.read(store, model)).aside(asset)
  const { of: records } = await store.ledger.records(aside)
  return [...(last?.cut ? [last] : []), ...aside.flatMap((name) => ({ name, record: records.get(name) }))].flatMap(
    ({ name, record }) => (record ? [{ name, record }] : []),
  )
}

/** The partitions of a recorded cut: those along time as they were, those by keys with all keys that were ever seen. */
function partitionsOfCut(cut: JsonObject, ids: KeyIds): Partitions | undefined {
  const { kind, dimensions } = cut
  if (kind === 'unpartitioned') return unpartitioned
  if (!Array.isArray(dimensions)) return dimensionOfCut(cut, ids)
  const known: { [name: string]: Dimension } = {}
  for (const each of dimensions as readonly JsonObject[]) {
    const dimension = dimensionOfCut(each, ids)
    if (!dimension) return undefined
    known[String(each['name'])] = dimension
  }
  return product(known)
}

function dimensionOfCut(cut: JsonObject, ids: KeyIds): Dimension | undefined {
  if (cut['unit'] !== 'key') return cutPartitions(cut, unpartitioned) as Dimension | undefined
  const seen = keysSeen(ids)
  return seen.length === 0 ? undefined : keys(...seen)
}

/** Ids are given one after the other, and none is ever taken back. */
function keysSeen(ids: KeyIds): readonly string[] {
  const first = ids.keyOf(0) === undefined ? 1 : 0
  const seen: string[] = []
  for (let id = first, key = ids.keyOf(id); key !== undefined; id += 1, key = ids.keyOf(id)) seen.push(key)
  return seen
}
