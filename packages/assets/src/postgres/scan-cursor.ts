import { scannedAtOnce, type TableRow, type TableSession } from '../tables/table-session.ts'

/** Hands over the rows of a query in pieces, through a cursor that lives in the current transaction. */
export async function scanCursor(
  session: Pick<TableSession, 'run' | 'rows'>,
  sql: string,
  take: (rows: readonly TableRow[]) => Promise<void>,
): Promise<void> {
  await session.run(`declare headwater_scan cursor for ${sql}`)
  for (;;) {
    const rows = await session.rows(`fetch forward ${scannedAtOnce} from headwater_scan`)
    if (rows.length > 0) await take(rows)
    if (rows.length < scannedAtOnce) break
  }
  await session.run('close headwater_scan')
}
