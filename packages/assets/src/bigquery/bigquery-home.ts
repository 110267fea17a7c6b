import type { Probe, StoreHome } from '@headwater/core/io'
import type { BigQueryService } from './bigquery-service.ts'
import { Ledger } from './ledger.ts'
import { probeDataset } from './probe-dataset.ts'
import { type BigQueryTable, qualified } from './table-location.ts'

/** A dataset with the ledgers of its tables: one object for each, so that the homes of stores compare by identity. */
export class BigQueryHome implements StoreHome {
  readonly name: string
  readonly service: BigQueryService
  readonly #ledgers = new Map<string, Ledger>()

  constructor(service: BigQueryService) {
    this.name = `dataset ${service.dataset}`
    this.service = service
  }

  probe(signal: AbortSignal): Promise<readonly Probe[]> {
    return probeDataset(this.service, signal)
  }

  ledgerOf(table: BigQueryTable): Ledger {
    const name = qualified(table)
    const known = this.#ledgers.get(name) ?? new Ledger(this.service, table)
    this.#ledgers.set(name, known)
    return known
  }
}
