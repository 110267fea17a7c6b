import type { CheckNode, CheckSource } from '../define/check.ts'
import { definitionOf } from '../define/definition.ts'
import { ioOf } from '../graph/index.ts'
import type { RunContext } from './run-context.ts'

/** What is materialized now of the asset that a check reads beside its own: nothing where it reads none. */
export async function checkSources(run: RunContext, { reads }: CheckNode): Promise<readonly CheckSource[]> {
  if (!reads) return []
  const definition = definitionOf(reads)
  const { model, reader, snapshot } = run.parts
  const ledger = snapshot.ledger(definition.key)
  const there = ledger.materialized.intersect(ledger.grid.existing(snapshot.now))
  const rows = await ledger.rows(there)
  return Array.from(there.cells(), (cell) => rows.get(cell)).flatMap((row) => {
    if (!row) return []
    const { partition, location, dataVersion } = row
    const io = ioOf(model, definition)
    const { key: asset, schema } = definition
    const value = () => reader.read(definition, row)
    return {
      asset,
      partition,
      location,
      dataVersion,
      io,
      schema,
      value,
      batches: (batch) => reader.batches(definition, row, batch),
    }
  })
}
