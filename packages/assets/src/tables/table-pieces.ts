import { fail, type PiecesAt } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import { asWritten, planRead } from './read-table.ts'
import { Spool } from './spool.ts'
import type { TableLocation } from './table-location.ts'
import { tableRead } from './table-reader.ts'
import { scannedAtOnce, type TableDatabase } from './table-session.ts'

/**
 * Reads the rows of a location batch by batch, anew with every iteration; undefined where they would be one batch. All are
 * read in one snapshot, before the first of them is handed out: what does not fit into memory waits in a temporary file.
 * Throws VALUE_GONE when they are no longer there, INPUT_MOVED when they are not those that were recorded.
 */
export function tablePieces(
  database: () => TableDatabase,
  location: TableLocation,
  at: PiecesAt,
): AsyncIterable<unknown> | undefined {
  if (at.rows !== undefined && at.rows <= scannedAtOnce) return undefined
  const table = tableRead(location)
  return {
    async *[Symbol.asyncIterator]() {
      await using spool = new Spool()
      await database().use((session) =>
        session.snapshot(
          async () => {
            const { sql, dataVersion } = await planRead(session, location, at)
            requireVersion(dataVersion, location, at)
            const query = at.first === undefined ? sql : `${sql} limit ${at.first}`
            await session.scanBatches(query, (batch) => spool.add(asWritten(batch, location)))
          },
          table ? [table] : [],
        ),
      )
      yield* spool.take()
    },
  }
}

/** Throws INPUT_MOVED. Nothing is recorded of what is staged, and no version of tables that Headwater did not write. */
export function requireVersion(found: string | undefined, { schema, table }: TableName, at: PiecesAt): void {
  const { asset, partition, dataVersion } = at
  if (found === undefined || dataVersion === undefined || found === dataVersion) return
  const which = partition === null ? '' : ` partition \`${partition}\``
  fail('INPUT_MOVED', {
    asset,
    partition: partition ?? undefined,
    message: `asset \`${asset}\`${which} was written again while it was to be read: recorded is data version \`${dataVersion}\`, table \`${schema}.${table}\` has \`${found}\``,
    hint: 'Another run published meanwhile. Run again: the plan will start from what is there now.',
  })
}
