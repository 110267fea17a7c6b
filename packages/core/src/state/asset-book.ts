import type { AssetRecord } from './asset-record.ts'
import type { LedgerAsset, Renaming } from './ledger-tables.ts'

/** A name that an asset had until a position. */
export interface FormerName {
  /** The id of the asset. */
  readonly asset: number
  readonly name: string
  readonly until: number
}

/** The events after a position and up to another that were recorded under a name of an asset. */
export interface NamePeriod {
  readonly name: string
  readonly after: number
  readonly until: number
}

/** The assets of a log with their names, in memory. */
export class AssetBook {
  readonly #byId = new Map<number, LedgerAsset>()
  readonly #byKey = new Map<string, LedgerAsset>()
  #formerNames: readonly FormerName[]

  constructor(assets: Iterable<LedgerAsset> = [], formerNames: readonly FormerName[] = []) {
    for (const asset of assets) this.put(asset)
    this.#formerNames = formerNames
  }

  /** The asset that has this name now. */
  named(name: string): LedgerAsset | undefined {
    return this.#byKey.get(name)
  }

  /** The asset that has this name, or had it last. */
  find(name: string): LedgerAsset | undefined {
    const named = this.#byKey.get(name)
    if (named !== undefined || this.#formerNames.length === 0) return named
    const last = this.#formerNames.findLast((former) => former.name === name)
    return last && this.#byId.get(last.asset)
  }

  /** The asset that an event at a position was recorded of under a name. */
  at(name: string, position: number): LedgerAsset | undefined {
    const former = this.#formerNames.find((former) => former.name === name && former.until >= position)
    return former === undefined ? this.#byKey.get(name) : this.#byId.get(former.asset)
  }

  /** By the names that assets have now: one that was given up is free for another asset. */
  recordsOf(names: readonly string[]): ReadonlyMap<string, AssetRecord> {
    const records = new Map<string, AssetRecord>()
    for (const name of names) {
      const record = this.named(name)?.record
      if (record !== undefined) records.set(name, record)
    }
    return records
  }

  put(asset: LedgerAsset): void {
    this.#byId.set(asset.id, asset)
    this.#byKey.set(asset.key, asset)
  }

  /** Former names are kept in the order in which they were given up. */
  rename({ asset, to, position, replaced }: Renaming): void {
    const { id, key, record } = asset
    const inherited = this.#formerNames.map((former) =>
      former.asset === replaced?.id ? { ...former, asset: id } : former,
    )
    this.#formerNames = [...inherited, { asset: id, name: key, until: position }]
    this.#byKey.delete(key)
    if (replaced !== undefined) this.#byId.delete(replaced.id)
    this.put({ id, key: to, position, record })
  }

  /** Under which names an asset was recorded, and when: other assets may have had the same names before or after. */
  periodsOf(name: string): readonly NamePeriod[] {
    const asset = this.find(name)
    const forever = Number.MAX_SAFE_INTEGER
    const names = this.#formerNames.filter((former) => former.asset === asset?.id)
    const all = [...names, { name: asset?.key ?? name, until: forever }]
    return all.map(({ name, until }) => ({ name, until, after: this.#takenUntil(name, until) }))
  }

  /** The position up to which a name had meant another asset, or the same one before. */
  #takenUntil(name: string, before: number): number {
    return this.#formerNames.findLast((former) => former.name === name && former.until < before)?.until ?? 0
  }
}
