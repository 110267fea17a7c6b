import type { JsonObject } from '../base/json.ts'
import { type AssetDefinition, definitionOf, type StepDefinition } from '../define/definition.ts'
import { fail } from '../errors/index.ts'
import type { EventDraft, EventOf } from '../events/index.ts'
import { inputsOf, type ProjectModel } from '../graph/index.ts'
import type { Grid, KeyIds } from '../partitions/index.ts'
import type { AssetRecord, StateStore } from '../state/index.ts'
import { AssetLedger } from './asset-ledger.ts'
import { cutOf, isSameGrid, uncut } from './cut.ts'
import { fixedKeys } from './fixed-keys.ts'
import { Grids } from './grids.ts'

/** Which version of a model an alias points at. */
export type AliasRow = EventOf<'alias_moved'>

/** What is recorded of an asset under another name or cut than it has now. */
export interface Former {
  readonly name: string
  readonly record: AssetRecord
  /** How it was cut, where that was otherwise. */
  readonly cut: JsonObject | undefined
}

/** What is known of some assets at one point of the log: their grids, ledgers and aliases. Read once, asked often. */
export class Snapshot {
  readonly model: ProjectModel
  readonly store: StateStore
  readonly now: number
  readonly ids: KeyIds
  /** Where the log ended when this was read. */
  readonly position: number
  readonly #ledgers: ReadonlyMap<string, AssetLedger>
  readonly #former: ReadonlyMap<string, Former>
  readonly #aliases = new Map<string, AliasRow>()

  constructor(
    parts: Pick<Snapshot, 'model' | 'store' | 'now' | 'ids' | 'position'> & {
      readonly ledgers: ReadonlyMap<string, AssetLedger>
      readonly former: ReadonlyMap<string, Former>
    },
  ) {
    this.model = parts.model
    this.store = parts.store
    this.position = parts.position
    this.now = parts.now
    this.ids = parts.ids
    this.#ledgers = parts.ledgers
    this.#former = parts.former
  }

  /** Reads the ledgers of the steps' own assets and of those that they or their checks read. */
  static async read(
    model: ProjectModel,
    store: StateStore,
    steps: Iterable<StepDefinition>,
    { now, grids = new Grids() }: { readonly now: number; readonly grids?: Grids },
  ): Promise<Snapshot> {
    const ids = await store.keyIds(fixedKeys(model))
    const assets = assetsAround(model, steps)
    const { position, of: records } = await store.ledger.records(withFormerKeys(model, assets))
    const gridFor = grids.with(ids)
    const ledgers = new Map<string, AssetLedger>()
    const formers = new Map<string, Former>()
    for (const asset of assets) {
      const definition = model.assets.get(asset)
      if (!definition) continue
      const recorded = recordedOf(model, records, asset)
      const cut = recorded && recorded.record.made.length > 0 ? (recorded.record.cut ?? uncut) : undefined
      const isCutOtherwise = cut !== undefined && !isSameGrid(cut, cutOf(definition.partitions))
      if (recorded && (isCutOtherwise || recorded.name !== asset))
        formers.set(asset, { ...recorded, cut: isCutOtherwise ? cut : undefined })
      const record = isCutOtherwise ? undefined : recorded?.record
      const recordedAs = record ? (recorded?.name ?? asset) : asset
      const grid = gridFor(definition.partitions)
      ledgers.set(
        asset,
        new AssetLedger({ asset, recordedAs, grid, record, ledger: store.ledger, blocking: blockingOf(definition) }),
      )
    }
    return new Snapshot({ model, store, now, ids, position, ledgers, former: formers })
  }

  grid(asset: string): Grid {
    return this.ledger(asset).grid
  }

  /** Whether the ledger of an asset was read. */
  has(asset: string): boolean {
    return this.#ledgers.has(asset)
  }

  ledger(asset: string): AssetLedger {
    return (
      this.#ledgers.get(asset) ??
      fail('INTERNAL', {
        asset,
        message: `the ledger of \`${asset}\` was not read`,
        hint: 'This is a mistake in Headwater: please report it.',
      })
    )
  }

  /** The same without what was just seen of assets that are made elsewhere: what the log knows, and nothing else. */
  asRecorded(): Snapshot {
    if ([...this.#ledgers.values()].every((ledger) => ledger.asRecorded() === ledger)) return this
    const ledgers = new Map([...this.#ledgers].map(([asset, ledger]) => [asset, ledger.asRecorded()]))
    const { model, store, now, ids, position } = this
    return new Snapshot({ model, store, now, ids, position, ledgers, former: this.#former })
  }

  /** What is recorded of an asset under a former name, or by a cut whose ordinals mean something else. */
  former(asset: string): Former | undefined {
    return this.#former.get(asset)
  }

  alias(asset: string, alias: string): AliasRow | undefined {
    const moved = this.#aliases.get(`${asset}@${alias}`)
    return moved ?? this.ledger(asset).record.aliases.find((row) => row.alias === alias)
  }

  /** Notes aliases that a run moved, for its later steps. */
  moveAliases(moves: readonly Extract<EventDraft, { type: 'alias_moved' }>[], position: number, time: number): void {
    for (const move of moves) this.#aliases.set(`${move.asset}@${move.alias}`, { ...move, position, time, version: 2 })
  }
}

function withFormerKeys({ formerKeys }: ProjectModel, assets: ReadonlySet<string>): readonly string[] {
  if (formerKeys.size === 0) return [...assets]
  return [...new Set([...assets].flatMap((asset) => [asset, ...(formerKeys.get(asset) ?? [])]))]
}

/** The checks of a whole asset whose failure keeps anything from being made from it. */
function blockingOf({ checks }: AssetDefinition): ReadonlySet<string> | undefined {
  const names = checks.filter(({ scope, blocking }) => scope === 'asset' && blocking).map(({ name }) => name)
  return names.length === 0 ? undefined : new Set(names)
}

function assetsAround(model: ProjectModel, steps: Iterable<StepDefinition>): ReadonlySet<string> {
  if (steps === model.steps) return new Set(model.assets.keys())
  const keys = new Set<string>()
  for (const step of steps) {
    for (const { key, checks } of Object.values(step.outputs)) {
      keys.add(key)
      for (const { reads } of checks) if (reads) keys.add(definitionOf(reads).key)
    }
    for (const { asset } of inputsOf(model, step)) keys.add(asset)
  }
  return keys
}

/** An asset's record, under its own name or else under the newest of its former names that something is recorded under. */
function recordedOf(
  model: ProjectModel,
  records: ReadonlyMap<string, AssetRecord>,
  asset: string,
): { readonly name: string; readonly record: AssetRecord } | undefined {
  const own = records.get(asset)
  const formerKeys = model.formerKeys.get(asset)
  if (formerKeys && !own?.made.length) {
    for (const name of formerKeys) {
      const record = records.get(name)
      if (record) return { name, record }
    }
  }
  return own && { name: asset, record: own }
}
