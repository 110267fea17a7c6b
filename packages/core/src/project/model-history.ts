import { canonicalJson } from '../base/json.ts'
import type { Facts } from '../base/facts.ts'
import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import type { EventOf } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import { rowLineage } from '../lineage/index.ts'
import { ValueReader } from '../run/index.ts'
import type { Subset } from '../partitions/index.ts'
import { rowsMade } from '../state/index.ts'
import type { AliasRow, AssetLedger, Row, Snapshot } from '../status/index.ts'
import { removedBefore } from './expired-values.ts'
import type { ModelVersion } from './model-version.ts'
import type { Session } from './session.ts'

/** A row of the ledger, current or not, with what was noted when it was made. */
export interface VersionRow extends Row {
  readonly runId: string
  readonly facts: Facts
}

/** A model at one point of the log. */
export class ModelHistory {
  readonly ledger: AssetLedger
  readonly #session: Session
  readonly #definition: AssetDefinition
  readonly #snapshot: Snapshot

  private constructor(session: Session, definition: AssetDefinition, snapshot: Snapshot) {
    this.#session = session
    this.#definition = definition
    this.#snapshot = snapshot
    this.ledger = snapshot.ledger(definition.key)
  }

  static async read(session: Session, definition: AssetDefinition): Promise<ModelHistory> {
    return new ModelHistory(session, definition, await session.snapshot([definition.step]))
  }

  /** Where an alias stands; undefined while no version holds it. */
  alias(alias: string): AliasRow | undefined {
    return this.ledger.record.aliases.find((row) => row.alias === alias)
  }

  /** The newest first. */
  rows(limit?: number): Promise<readonly VersionRow[]> {
    return this.#rows({ limit, newestFirst: true })
  }

  /** The version that is meant. Throws VERSION_UNKNOWN, and NOT_MATERIALIZED for an alias that no version holds. */
  async row(which: string | number): Promise<VersionRow> {
    const found = typeof which === 'number' ? await this.#numbered(which) : await this.holder(which)
    return found ?? (await this.#failUnknown(which))
  }

  /** The version that holds an alias. Undefined also where its event was pruned, as stores allow that replace values. */
  async holder(alias: string): Promise<VersionRow | undefined> {
    const move = this.alias(alias)
    if (!move) return undefined
    const rows = await this.#rows({ until: move.position, newestFirst: true })
    return rows.find((row) => isMeant(move, row))
  }

  async #numbered(version: number): Promise<VersionRow | undefined> {
    if (!Number.isSafeInteger(version) || version < 1) return undefined
    return (await this.#rows({ after: version - 1, until: version }))[0]
  }

  /** Everything about some versions, in their order. */
  async describe(rows: readonly VersionRow[]): Promise<readonly ModelVersion[]> {
    const { store } = this.#session.parts
    const { asset } = this.ledger
    const [gone, names] = [await this.#gone(), await this.#names()]
    return Promise.all(
      rows.map(async (row) => {
        const { position, facts, partition, time, runId, codeVersion, dataVersion, bytes, location } = row
        const { inputs } = await rowLineage(this.#snapshot, store, { asset, row })
        const aliases = names.get(position) ?? []
        const isKept = await this.#isKept(row, gone)
        const made = { partition, time, runId, codeVersion, dataVersion, bytes, location, inputs }
        return { version: position, aliases, metrics: facts, isKept, ...made }
      }),
    )
  }

  /** Reads the artifact of a version. Throws VALUE_GONE where it is not kept. */
  async read(row: VersionRow): Promise<unknown> {
    await this.assertKept(row)
    return new ValueReader(this.#session.parts.model).read(this.#definition, row)
  }

  /** Throws VALUE_GONE where the artifact of a version is not kept. */
  async assertKept(row: VersionRow): Promise<void> {
    if (await this.#isKept(row, await this.#gone())) return
    const { asset } = this.ledger
    fail('VALUE_GONE', {
      message: `version ${row.position} of model \`${asset}\` is no longer kept: ${this.#replaces ? 'its store keeps the newest one only' : 'it was pruned or wiped'}`,
      hint: this.#replaces
        ? 'Keep the model in files or objects, where all versions stay.'
        : 'What holds an alias is never pruned; `retain` of the model tells how many others stay.',
      asset,
      partition: row.partition ?? undefined,
    })
  }

  async #isKept(row: VersionRow, gone: ReadonlyMap<number, Subset>): Promise<boolean> {
    if (this.#replaces) return (await this.ledger.row(row))?.position === row.position
    return !gone.get(row.position)?.has(row)
  }

  #gone(): Promise<ReadonlyMap<number, Subset>> {
    return removedBefore(this.#session, this.ledger)
  }

  /** Whether an older version is gone as soon as there is a newer one. */
  get #replaces(): boolean {
    return ioOf(this.#session.parts.model, this.#definition)?.store?.commit !== 'versioned'
  }

  /** The aliases by the versions that hold them. */
  async #names(): Promise<ReadonlyMap<number, readonly string[]>> {
    const names = new Map<number, readonly string[]>()
    for (const { alias } of this.ledger.record.aliases) {
      const holder = await this.holder(alias)
      if (holder) names.set(holder.position, [...(names.get(holder.position) ?? []), alias])
    }
    return names
  }

  async #rows(query: {
    readonly limit?: number | undefined
    readonly after?: number
    readonly until?: number
    readonly newestFirst?: boolean
  }): Promise<readonly VersionRow[]> {
    const events: readonly EventOf<'materialized'>[] = await this.#session.parts.store.events({
      types: ['materialized'],
      asset: this.ledger.recordedAs,
      ...query,
    })
    return events.flatMap((event) =>
      rowsMade(event).map((row) => ({
        ...row,
        partition: this.ledger.grid.textOf(row),
        runId: event.runId,
        facts: event.facts ?? {},
      })),
    )
  }

  async #failUnknown(which: string | number): Promise<never> {
    const { asset } = this.ledger
    const [newest] = await this.rows(1)
    if (typeof which === 'number' && newest) {
      return fail('VERSION_UNKNOWN', {
        message: `model \`${asset}\` has no version ${which}; its newest is ${newest.position}`,
        hint: `\`headwater models ${asset}\` lists them.`,
        asset,
      })
    }
    return fail('NOT_MATERIALIZED', {
      message: newest
        ? `no version of model \`${asset}\` holds the alias \`${which}\``
        : `model \`${asset}\` is not materialized: it has no version yet`,
      hint: newest
        ? `Give it to one: \`headwater models ${asset} --move ${which}=${newest.position}\`.`
        : `Run \`headwater materialize ${asset}\`.`,
      asset,
    })
  }
}

/** Stores that keep versions never use a location twice; others have one, and the newest version before the move is meant. */
function isMeant(move: AliasRow, row: VersionRow): boolean {
  return (
    move.partition === row.partition &&
    move.dataVersion === row.dataVersion &&
    canonicalJson(move.location) === canonicalJson(row.location)
  )
}
