import { fail } from '@headwater/core/io'
import { findTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { type BigQueryTable, qualified, type TableLocation } from './table-location.ts'

/**
 * Makes the view that people see show what is committed; nothing is done for a table. BigQuery makes no views in a
 * transaction, so this comes after it, may be repeated, and recorded readers do not use it: they run the query that is
 * recorded. A process that was slow may bring back an older view, so the ledger is asked until it agrees.
 */
export async function showView(home: BigQueryHome, { view, ...place }: TableLocation): Promise<void> {
  const name = qualified(place)
  const ledger = home.ledgerOf(place)
  for (let shown = view?.query; shown !== undefined; ) {
    const made = home.service.query({
      what: `to make the view ${name}`,
      sql: `CREATE OR REPLACE VIEW ${name} AS ${shown}`,
    })
    const failed = await made.then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    const current = await ledger.view()
    // A newer publication may have put a table there.
    if (failed && current === shown) throw failed.error
    if (current === shown) return
    shown = current
  }
}

/** BigQuery drops no table in a transaction: whoever wants a view in its place has to. Throws WRITE_MODE_UNSUPPORTED. */
export async function requireNoTable(service: BigQueryService, place: BigQueryTable, asset: string): Promise<void> {
  const found = await findTable(service, place)
  if (!found || found.isView) return
  const name = `${place.dataset}.${place.table}`
  fail('WRITE_MODE_UNSUPPORTED', {
    message: `asset \`${asset}\` is written as a view, but \`${name}\` is a table with rows, which would be lost`,
    hint: `Drop it (bq rm -t ${name}) if they are not needed any more, or name another place: warehouse.table(name).`,
    asset,
  })
}
