import { digest } from '../base/digest.ts'
import type { StepDefinition } from '../define/definition.ts'
import { inputsOf, type ResolvedInput } from '../graph/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { Row } from './row.ts'
import { Reads } from './reads.ts'
import type { Snapshot } from './snapshot.ts'

/** One dep of one partition: which upstream partitions it reads, and what is recorded of them. */
export interface InputReading {
  readonly input: ResolvedInput
  /** The upstream's key. */
  readonly asset: string
  /** Those upstream partitions that are there. */
  readonly entries: readonly InputEntry[]
  /** Over their keys and data versions: equal hashes mean equal inputs. */
  readonly hash: string
  /** Something upstream must be there and is not. */
  readonly isShort: boolean
}

export interface InputEntry {
  readonly cell: Cell
  readonly row: Pick<Row, 'partition' | 'dataVersion' | 'location'> & Partial<Pick<Row, 'rows' | 'columns'>>
}

/** What some partitions of one asset read. */
export type Readings = (cell: Cell) => readonly InputReading[]

/** What a step reads, as far as it is recorded. */
export class InputResolver {
  readonly #snapshot: Snapshot
  /** `every()` of a whole upstream is the same for each reader partition, and may be long. */
  readonly #whole = new WeakMap<ResolvedInput, { readonly of: unknown; readonly reading: InputReading }>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  /** Reads what is recorded of everything that some partitions of an asset read. */
  async read(step: StepDefinition, own: string, readers: Subset): Promise<Readings> {
    const inputs = inputsOf(this.#snapshot.model, step)
    if (inputs.length === 0) return () => nothing
    const each = await Promise.all(inputs.map((input) => this.#input(input, own, readers)))
    return (cell) => each.map((readingOf) => readingOf(cell))
  }

  async #input(input: ResolvedInput, own: string, readers: Subset): Promise<(cell: Cell) => InputReading> {
    if (input.alias !== undefined) {
      const reading = this.#aliased(input, input.alias)
      return () => reading
    }
    const reads = new Reads(this.#snapshot, input, own)
    if (input.mapping.kind !== 'every' || input.mapping.dimensions.length > 0) return mapped(reads, readers)
    const { record } = reads.upstream
    const known = this.#whole.get(input)
    if (known?.of === record) return () => known.reading
    const reading = (await mapped(reads, readers))(readers.first ?? whole)
    this.#whole.set(input, { of: record, reading })
    return () => reading
  }

  #aliased(input: ResolvedInput, alias: string): InputReading {
    const row = this.#snapshot.alias(input.asset, alias)
    const { grid } = this.#snapshot.ledger(input.asset)
    const partition = row?.partition ?? null
    const cell = partition === null ? whole : grid.parse(partition, this.#snapshot.now)
    const entries = row ? [{ cell, row }] : []
    return { input, asset: input.asset, entries, hash: hashOf(entries), isShort: row === undefined }
  }
}

const nothing: readonly InputReading[] = []

/** The one cell of an asset without partitions. */
const whole: Cell = { series: '', ordinal: 0 }

async function mapped(reads: Reads, readers: Subset): Promise<(cell: Cell) => InputReading> {
  const { input, upstream } = reads
  const rows = await upstream.rows(reads.from(readers))
  // A partition that reads earlier ones of its asset does not wait for itself.
  const there = input.self ? upstream.materialized.union(readers) : upstream.materialized
  const short = reads.blocked(readers, there)
  const isOneToOne = input.mapping.kind === 'identity' || input.mapping.kind === 'along'
  return (cell) => {
    const cells = reads.isSame ? [cell] : reads.cells(cell)
    const entries: InputEntry[] = []
    for (const at of cells) {
      const row = rows.get(at)
      if (row) entries.push({ cell: at, row })
    }
    const hash = isOneToOne ? (entries[0]?.row.dataVersion ?? 'absent') : hashOf(entries)
    return { input, asset: upstream.asset, entries, hash, isShort: short.has(cell) }
  }
}

function hashOf(entries: readonly InputEntry[]): string {
  let lines = ''
  for (const { cell, row } of entries) lines += `${cell.series}:${cell.ordinal}\t${row.dataVersion}\n`
  return digest(lines)
}

/** The partitions that were read, as the event log keeps them: `=` for the one that is the reader's own cell. */
export function partitionsRead({ entries }: InputReading, reader: Cell): string {
  const [only] = entries
  const isOwn = entries.length === 1 && only?.cell.series === reader.series && only.cell.ordinal === reader.ordinal
  return isOwn ? '=' : Subset.of(entries.map(({ cell }) => cell)).encode()
}
