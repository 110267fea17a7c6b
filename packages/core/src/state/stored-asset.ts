import type { AssetRecord } from './asset-record.ts'
import type { LedgerAsset } from './ledger-tables.ts'
import { readRecord } from './record-text.ts'
import type { SubsetTexts } from './subset-texts.ts'

/** An asset as a driver read it. Its record is decoded when it is first asked for: most commands need a few of thousands. */
export class StoredAsset implements LedgerAsset {
  readonly id: number
  readonly key: string
  readonly position: number
  readonly #subsets: SubsetTexts
  #text: string
  #record: AssetRecord | undefined

  /** `record` is a text of `writeRecord`. */
  constructor(row: Omit<LedgerAsset, 'record'> & { readonly record: string }, subsets: SubsetTexts) {
    this.id = row.id
    this.key = row.key
    this.position = row.position
    this.#text = row.record
    this.#subsets = subsets
  }

  get record(): AssetRecord {
    if (this.#record === undefined) {
      this.#record = readRecord(this.#text, this.#subsets)
      this.#text = ''
    }
    return this.#record
  }
}
