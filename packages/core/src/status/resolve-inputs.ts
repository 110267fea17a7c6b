import { digest } from '../base/digest.ts'
import type { StepDefinition } from '../define/definition.ts'
import type { InputRecord } from '../events/index.ts'
import { inputsOf, type ResolvedInput } from '../graph/index.ts'
import { type Cell, Subset, upstreamCells } from '../partitions/index.ts'
import type { LedgerRow } from '../state/index.ts'
import type { Snapshot } from './snapshot.ts'

/** One dep of one partition: which upstream partitions it reads, and what is recorded of them. */
export interface InputReading {
  readonly input: ResolvedInput
  readonly entries: readonly InputEntry[]
  readonly record: InputRecord
  /** The upstream partitions that must be there and are not. */
  readonly missing: readonly Cell[]
}

export interface InputEntry {
  readonly cell: Cell
  readonly row: Pick<LedgerRow, 'partition' | 'dataVersion' | 'location'> | undefined
}

/** Mappings whose upstream partitions must all be there. The others read those that are. */
const required: ReadonlySet<string> = new Set(['identity', 'along', 'latest'])

/** What a step reads for one partition, as far as it is recorded. Pure: equal snapshots give equal readings. */
export class InputResolver {
  readonly #snapshot: Snapshot
  /** `every()` of a whole upstream is the same for each reader partition, and may be long. */
  readonly #whole = new WeakMap<ResolvedInput, { readonly at: number; readonly reading: InputReading }>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  readings(step: StepDefinition, cell: Cell, own: string): readonly InputReading[] {
    return inputsOf(this.#snapshot.model, step).map((input) => this.#reading(input, cell, input.self ? own : input.asset, own))
  }

  #reading(input: ResolvedInput, cell: Cell, upstream: string, own: string): InputReading {
    if (input.alias !== undefined) return this.#aliased(input, input.alias)
    const whole = input.mapping.kind === 'every' && input.mapping.dimensions.length === 0
    const at = this.#snapshot.ledger(upstream).position
    const known = whole ? this.#whole.get(input) : undefined
    if (known?.at === at) return known.reading
    const reading = this.#mapped(input, cell, upstream, own)
    if (whole) this.#whole.set(input, { at, reading })
    return reading
  }

  #mapped(input: ResolvedInput, cell: Cell, upstream: string, own: string): InputReading {
    const ledger = this.#snapshot.ledger(upstream)
    const cells = upstreamCells(input.mapping, cell, {
      reader: this.#snapshot.grid(own),
      upstream: ledger.grid,
      now: this.#snapshot.now,
      materialized: ledger.materialized(),
    })
    const entries = cells.map((at): InputEntry => ({ cell: at, row: ledger.row(at) }))
    const absent = input.mapping.kind === 'latest' && cells.length === 0 ? [cell] : entries.filter(({ row }) => !row).map((entry) => entry.cell)
    return {
      input,
      entries,
      record: recordOf(input, upstream, ledger.position, entries.map(({ cell: at, row }) => [ledger.grid.textOf(at), row?.dataVersion, at])),
      missing: required.has(input.mapping.kind) ? absent : [],
    }
  }

  #aliased(input: ResolvedInput, alias: string): InputReading {
    const row = this.#snapshot.alias(input.asset, alias)
    const ledger = this.#snapshot.ledger(input.asset)
    const cell = row?.partition == null ? { series: '', ordinal: 0 } : ledger.grid.parse(row.partition, this.#snapshot.now)
    return {
      input,
      entries: [{ cell, row }],
      record: recordOf(input, input.asset, Math.max(ledger.position, row?.position ?? 0), [[ledger.grid.textOf(cell), row?.dataVersion, cell]]),
      missing: row ? [] : [cell],
    }
  }
}

type Version = readonly [partition: string | null, dataVersion: string | undefined, cell: Cell]

function recordOf(input: ResolvedInput, asset: string, asOf: number, versions: readonly Version[]): InputRecord {
  const lines = versions.map(([partition, dataVersion]) => `${partition ?? ''}\t${dataVersion ?? 'absent'}`)
  const present = versions.filter(([, dataVersion]) => dataVersion !== undefined).map(([, , cell]) => cell)
  return {
    dep: input.dep,
    asset,
    partitions: Subset.of(present).encode(),
    asOf,
    hash: digest(`${input.mapping.kind}\n${lines.join('\n')}`),
  }
}

/** What a value depends on, in one word: equal fingerprints mean that making it again would give nothing new. */
export function fingerprintOf(codeVersion: string, readings: readonly InputReading[]): string {
  return digest([codeVersion, ...readings.map(({ record }) => `${record.dep}\t${record.hash}`)].join('\n'))
}
