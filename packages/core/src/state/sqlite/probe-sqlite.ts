import { type Probe, probed } from '../../io/index.ts'
import { eventVersion } from '../recorded-event.ts'
import type { Connection } from './connection.ts'
import { appendEvent, lastPosition } from './event-table.ts'

/** What SQLite calls `synchronous=FULL`: a commit is on the disk before it is acknowledged. */
const full = 2

/** Thrown to have SQLite undo what was written. */
class Undone extends Error {}

/** Appends an event, reads where it stands, and undoes it; then says what a commit is worth. */
export async function probeSqlite(
  connection: Connection,
  durably: <T>(work: () => T) => Promise<T>,
): Promise<readonly Probe[]> {
  const written = await probed('appends events', async () => {
    await durably(() => appendAndUndo(connection))
    return undefined
  })
  const durable = await probed('keeps commits through a power loss', async () => {
    if (connection.pragma('synchronous') < full) throw new Error('`synchronous` is below FULL')
    return undefined
  })
  return [written, durable]
}

function appendAndUndo(connection: Connection): void {
  const before = lastPosition(connection)
  try {
    connection.part(() => {
      const row = { type: 'logged', version: eventVersion, run_id: null, asset: null, payload: '{}' }
      const position = appendEvent(connection, row, 0)
      if (lastPosition(connection) !== position || position <= before)
        throw new Error(`an event that was appended at ${position} is not the last one`)
      throw new Undone()
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
  }
}
