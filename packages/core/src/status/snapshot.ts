import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import { fail } from '../errors/index.ts'
import { inputsOf, type ProjectModel } from '../graph/index.ts'
import type { EventDraft, EventOf } from '../events/index.ts'
import { type Grid, gridOf, type KeyIds } from '../partitions/index.ts'
import type { StateStore } from '../state/index.ts'
import { AssetLedger } from './asset-ledger.ts'
import { fixedKeys } from './fixed-keys.ts'

/** Which version of a model an alias points at. */
export type AliasRow = EventOf<'alias_moved'>

/** What is known of some assets at one point of the log: their grids, ledgers and aliases. Read once, asked often. */
export class Snapshot {
  readonly model: ProjectModel
  readonly now: number
  readonly ids: KeyIds
  /** Where the log ended before anything here was read. */
  readonly position: number
  readonly #ledgers: ReadonlyMap<string, AssetLedger>
  readonly #aliases: Map<string, AliasRow>

  constructor(
    parts: Pick<Snapshot, 'model' | 'now' | 'ids' | 'position'> & {
      readonly ledgers: ReadonlyMap<string, AssetLedger>
      readonly aliases: Map<string, AliasRow>
    },
  ) {
    this.model = parts.model
    this.position = parts.position
    this.now = parts.now
    this.ids = parts.ids
    this.#ledgers = parts.ledgers
    this.#aliases = parts.aliases
  }

  /** Reads the ledgers of the steps' own assets and of those they read. */
  static async read(
    model: ProjectModel,
    store: StateStore,
    steps: Iterable<StepDefinition>,
    now: number,
  ): Promise<Snapshot> {
    const [newest] = await store.events({ newestFirst: true, limit: 1 })
    const ids = await store.keyIds(fixedKeys(model))
    const grids = new GridsOf(ids)
    const ledgers = new Map<string, AssetLedger>()
    const aliases = new Map<string, AliasRow>()
    for (const key of assetsAround(model, steps)) {
      const definition = model.assets.get(key)
      if (!definition) continue
      const refusedBy = await failedBlockingCheck(store, definition)
      ledgers.set(key, new AssetLedger(grids.of(definition.partitions), await store.ledger(key), refusedBy))
      for (const alias of definition.aliases?.names ?? []) {
        const newest = await newestAlias(store, key, alias)
        if (newest) aliases.set(`${key}@${alias}`, newest)
      }
    }
    return new Snapshot({ model, now, ids, position: newest?.position ?? 0, ledgers, aliases })
  }

  /** Whether the ledger of an asset was read. */
  has(asset: string): boolean {
    return this.#ledgers.has(asset)
  }

  grid(asset: string): Grid {
    return this.ledger(asset).grid
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

  alias(asset: string, alias: string): AliasRow | undefined {
    return this.#aliases.get(`${asset}@${alias}`)
  }

  /** Notes aliases that a run moved, for its later steps. */
  moveAliases(moves: readonly Extract<EventDraft, { type: 'alias_moved' }>[], position: number, time: number): void {
    for (const move of moves) this.#aliases.set(`${move.asset}@${move.alias}`, { ...move, position, time, version: 1 })
  }
}

class GridsOf {
  readonly #ids: KeyIds
  readonly #grids = new Map<unknown, Grid>()

  constructor(ids: KeyIds) {
    this.#ids = ids
  }

  of(partitions: Parameters<typeof gridOf>[0]): Grid {
    const known = this.#grids.get(partitions)
    if (known) return known
    const grid = gridOf(partitions, this.#ids)
    this.#grids.set(partitions, grid)
    return grid
  }
}

function assetsAround(model: ProjectModel, steps: Iterable<StepDefinition>): Set<string> {
  const keys = new Set<string>()
  for (const step of steps) {
    for (const { key } of Object.values(step.outputs)) keys.add(key)
    for (const { asset } of inputsOf(model, step)) keys.add(asset)
  }
  return keys
}

/** The blocking check of the whole asset that failed when it last ran: until it passes, nothing is made from the asset. */
async function failedBlockingCheck(store: StateStore, definition: AssetDefinition): Promise<string | undefined> {
  const blocking = definition.checks.filter((check) => check.scope === 'asset' && check.blocking)
  if (blocking.length === 0) return undefined
  const events = await store.events({ types: ['checked'], asset: definition.key, newestFirst: true })
  const failed = blocking.find(({ name }) => events.find(({ check }) => check === name)?.passed === false)
  return failed?.name
}

async function newestAlias(store: StateStore, asset: string, alias: string): Promise<AliasRow | undefined> {
  const moves = await store.events({ types: ['alias_moved'], asset, newestFirst: true })
  return moves.find((move) => move.alias === alias)
}
