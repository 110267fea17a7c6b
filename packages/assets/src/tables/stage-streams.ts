import type { Staged } from '@headwater/core/io'
import { inPieces } from './batches.ts'
import { requireColumns } from './column-types.ts'
import { batchOf, describeStaged, type StagedValue } from './stage-rows.ts'
import { createStage, dropStage, stageTable } from './stage-table.ts'
import type { TablePlace } from './table-place.ts'
import type { Batch, Changing } from './table-session.ts'

type Streams = readonly [StagedValue, ...StagedValue[]]

/**
 * Stages streams of one asset, all in one table, in many short transactions: a stream may take hours, for which a transaction
 * would keep everybody out of a DuckDB file. Nobody sees a stage table until it is published. It is dropped when a stream
 * fails; what is left when the process dies, the sweep of the attempt drops.
 */
export async function stageStreams(
  changing: Changing,
  streams: Streams,
  target: TablePlace,
): Promise<readonly Staged[]> {
  const [{ at }] = streams
  const { stage, columns, streamedRows } = await changing(async (session) => {
    const columns = requireColumns(session.dialect, at.rowSchema, at)
    const stage = await createStage(session, at, columns, target)
    return { stage, columns, streamedRows: session.dialect.streamedRows }
  })
  try {
    for await (const batches of piecesOf(streams, streamedRows)) {
      await changing((session) =>
        session.append(stageTable(stage), { columns, partitioned: at.partition !== null }, batches),
      )
    }
    const filled = { stage, target, columns, write: { mode: 'replace' } } as const
    const places = streams.map(({ at }) => at)
    return await changing((session) => describeStaged(session, filled, places))
  } catch (error) {
    // What failed first is what counts: where the table cannot be dropped now, the sweep does it.
    await changing((session) => dropStage(session, stage)).catch(() => undefined)
    throw error
  }
}

/** The rows of all streams, one stream after the other, in pieces of one stream each. */
async function* piecesOf(streams: Streams, leastRows: number): AsyncGenerator<readonly Batch[]> {
  for (const { value, at } of streams) {
    yield* inPieces(value as AsyncIterable<unknown>, leastRows, (part, firstRow) =>
      batchOf({ value: part, at }, firstRow),
    )
  }
}
