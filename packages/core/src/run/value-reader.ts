import { frozen } from '../base/frozen.ts'
import { validateBatches, validateValue } from '../checks/index.ts'
import type { AssetDefinition } from '../define/definition.ts'
import type { Schema } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { ioOf, type ProjectModel } from '../graph/index.ts'
import type { IoManager } from '../io/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import { type InputEntry, readAt } from '../status/index.ts'
import { callUserCode } from './call-user-code.ts'

/** What is recorded of a value: enough to read it. */
export type Recorded = InputEntry['row']

/** Neighbouring partitions read mostly the same upstream partitions: so many values are kept for them. */
const keptValues = 512

/** Reads recorded values, parsed by their schemas. Values are shared between readers: nobody may change them. */
export class ValueReader {
  readonly #model: ProjectModel
  readonly #kept = new Map<string, Promise<unknown>>()

  constructor(model: ProjectModel) {
    this.#model = model
  }

  /** Undefined for an asset without a value. */
  read(definition: AssetDefinition, row: Recorded): Promise<unknown> {
    const io = ioOf(this.#model, definition)
    if (!io) return Promise.resolve(undefined)
    // What a view shows may change while it stays the same.
    if (definition.virtual) return this.#read(io, definition, row)
    const name = `${definition.key}\n${row.partition ?? ''}\n${row.dataVersion}`
    const kept = this.#kept.get(name)
    if (kept) return kept
    const reading = this.#read(io, definition, row)
    this.#keep(name, reading)
    return reading
  }

  /** See `ViewSource`. */
  batches<T>(definition: AssetDefinition, row: Recorded, batch: Schema<T>): AsyncIterable<T> | undefined {
    const store = ioOf(this.#model, definition)?.store
    if (!store || Object.keys(row.location).length === 0) return undefined
    const { partition, dataVersion, rows } = row
    const pieces = store.pieces?.(row.location, { asset: definition.key, partition, dataVersion, rows, as: 'columns' })
    const of = { definition, partition, origin: 'read' } as const
    // Parsed by a schema of T, each is one.
    return pieces && (validateBatches(of, pieces, batch) as AsyncIterable<T>)
  }

  #keep(name: string, reading: Promise<unknown>): void {
    this.#kept.set(name, reading)
    reading.catch(() => this.#kept.delete(name))
    if (this.#kept.size <= keptValues) return
    const oldest = this.#kept.keys().next()
    if (!oldest.done) this.#kept.delete(oldest.value)
  }

  async #read(io: IoManager<never>, definition: AssetDefinition, row: Recorded): Promise<unknown> {
    const table = definition.schema?.['~table']
    const stream = table?.as === 'stream' ? this.batches(definition, row, table.batch) : undefined
    if (stream) return stream
    const at = readAt(definition, row.partition)
    const { store } = io
    const back =
      store && Object.keys(row.location).length > 0
        ? await store.read(row.location, at)
        : {
            value: await callUserCode(
              { code: 'IO_FAILED', what: `reading asset \`${definition.key}\` through \`${io.name}\``, ...at },
              () => io.read(at),
            ),
          }
    const found = back.dataVersion ?? versionOf(definition, row, back.value)
    requireVersion(definition, row, found)
    return frozen(await validateValue(definition, row.partition, back.value, 'read'))
  }
}

/** What is made elsewhere was planned by the hash of its content: that shows whether it is still the same. */
function versionOf({ step }: AssetDefinition, { dataVersion }: Recorded, value: unknown): string {
  return step.produce || step.observe || dataVersion === 'external' ? dataVersion : `value:1:${valueDigest(value)}`
}

/** Throws INPUT_MOVED when a store has another data version of a value than the one that is recorded. */
export function requireVersion(
  definition: AssetDefinition,
  row: Pick<Recorded, 'partition' | 'dataVersion'>,
  found: string,
): void {
  if (found === row.dataVersion) return
  fail('INPUT_MOVED', {
    asset: definition.key,
    partition: row.partition ?? undefined,
    message: `asset \`${definition.key}\`${row.partition === null ? '' : ` partition \`${row.partition}\``} was written again while it was to be read: recorded is data version \`${row.dataVersion}\`, its store has \`${found}\``,
    hint: 'Another run published meanwhile, or the table was changed by hand. Run again: the plan will start from what is there now.',
  })
}
