import { digest } from '../base/digest.ts'
import type { StepDefinition } from '../define/definition.ts'
import type { InputRecord } from '../events/index.ts'
import { inputsOf, type ResolvedInput } from '../graph/index.ts'
import { type Cell, type Mapping, type MappingContext, Subset, upstreamCells } from '../partitions/index.ts'
import type { LedgerRow } from '../state/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import type { Snapshot } from './snapshot.ts'

/** One dep of one partition: which upstream partitions it reads, and what is recorded of them. */
export interface InputReading {
  readonly input: ResolvedInput
  /** The upstream's key. */
  readonly asset: string
  /** The position of the log at which this was so. */
  readonly asOf: number
  readonly entries: readonly InputEntry[]
  /** Over the partitions and their data versions, absent ones included: equal hashes mean equal inputs. */
  readonly hash: string
  /** The upstream partitions that must be there and are not. */
  readonly missing: readonly Cell[]
}

export interface InputEntry {
  readonly cell: Cell
  readonly row: Pick<LedgerRow, 'partition' | 'dataVersion' | 'location'> | undefined
}

/** What a step reads for one partition, as far as it is recorded. Pure: equal snapshots give equal readings. */
export class InputResolver {
  readonly #snapshot: Snapshot
  /** `every()` of a whole upstream is the same for each reader partition, and may be long. */
  readonly #whole = new WeakMap<ResolvedInput, { readonly at: number; readonly reading: InputReading }>()
  /** Partitions that read nothing of their own all have one fingerprint. */
  #last = { dependsOn: '', fingerprint: '' }

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  readings(step: StepDefinition, cell: Cell, own: string): readonly InputReading[] {
    return inputsOf(this.#snapshot.model, step).map((input) =>
      input.self ? this.#mapped(input, cell, { upstream: own, own }) : this.#reading(input, cell, own),
    )
  }

  /**
   * What a value depends on, its own code and store and what it reads, in one word: equal fingerprints mean that making
   * it again would give nothing new.
   */
  fingerprint(own: readonly string[], readings: readonly InputReading[]): string {
    const dependsOn = [...own, ...readings.map(({ input, hash }) => `${input.dep}\t${hash}`)].join('\n')
    if (dependsOn !== this.#last.dependsOn) this.#last = { dependsOn, fingerprint: digest(dependsOn) }
    return this.#last.fingerprint
  }

  #reading(input: ResolvedInput, cell: Cell, own: string): InputReading {
    if (input.alias !== undefined) return this.#aliased(input, input.alias)
    const names = { upstream: input.asset, own }
    if (input.mapping.kind !== 'every' || input.mapping.dimensions.length > 0) return this.#mapped(input, cell, names)
    const at = this.#snapshot.ledger(input.asset).position
    const known = this.#whole.get(input)
    if (known?.at === at) return known.reading
    const reading = this.#mapped(input, cell, names)
    this.#whole.set(input, { at, reading })
    return reading
  }

  #mapped(input: ResolvedInput, cell: Cell, names: { readonly upstream: string; readonly own: string }): InputReading {
    const ledger = this.#snapshot.ledger(names.upstream)
    const { kind } = input.mapping
    const cells = this.#cells(input, cell, names)
    const entries = cells.map((at): InputEntry => ({ cell: at, row: ledger.row(at) }))
    const absent = entries.filter(({ row }) => !row).map((entry) => entry.cell)
    const missing = kind === 'latest' && cells.length === 0 ? [cell] : this.#missing(kind, absent, ledger)
    return {
      input,
      asset: names.upstream,
      asOf: ledger.position,
      entries,
      hash: hashOf(kind, entries),
      missing,
    }
  }

  /**
   * A window with a hole in it would be a wrong value that looks right, so all that exists must be there; only `every`
   * reads what is made so far, and even it does not pass over partitions that failed.
   */
  #missing(kind: Mapping['kind'], absent: readonly Cell[], ledger: AssetLedger): readonly Cell[] {
    if (absent.length === 0) return absent
    switch (kind) {
      case 'identity':
      case 'along':
      case 'latest':
        return absent
      case 'offset':
      case 'lookback':
      case 'within':
      case 'mapped': {
        const existing = ledger.grid.existing(this.#snapshot.now)
        return absent.filter((cell) => existing.has(cell))
      }
      case 'every': {
        const failed = ledger.failed()
        return absent.filter((cell) => failed.has(cell))
      }
      default:
        return kind satisfies never
    }
  }

  #cells(
    input: ResolvedInput,
    cell: Cell,
    names: { readonly upstream: string; readonly own: string },
  ): readonly Cell[] {
    const reader = this.#snapshot.grid(names.own)
    const ledger = this.#snapshot.ledger(names.upstream)
    if (input.mapping.kind === 'identity' && reader === ledger.grid) return [cell]
    const context: MappingContext = {
      reader,
      upstream: ledger.grid,
      now: this.#snapshot.now,
      get materialized() {
        return ledger.materialized()
      },
    }
    if (!input.self) return upstreamCells(input.mapping, cell, context)
    const cells = upstreamCells(earlier(input.mapping), cell, context)
    return cells.filter(({ series, ordinal }) => series !== cell.series || ordinal !== cell.ordinal)
  }

  #aliased(input: ResolvedInput, alias: string): InputReading {
    const row = this.#snapshot.alias(input.asset, alias)
    const { grid, position } = this.#snapshot.ledger(input.asset)
    const partition = row?.partition ?? null
    const cell = partition === null ? { series: '', ordinal: 0 } : grid.parse(partition, this.#snapshot.now)
    const entries = [{ cell, row }]
    const asOf = Math.max(position, row?.position ?? 0)
    const hash = hashOf(`alias ${alias}`, entries)
    return { input, asset: input.asset, asOf, entries, hash, missing: row ? [] : [cell] }
  }
}

/** A lookback ends with the partition itself; of its own values an asset reads as many that come before. */
function earlier(mapping: Mapping): Mapping {
  if (mapping.kind !== 'lookback') return mapping
  const { count } = mapping
  if (typeof count === 'number') return { kind: 'lookback', count: count + 1 }
  const counts = Object.entries(count).map(([dimension, steps]) => [dimension, steps + 1] as const)
  return { kind: 'lookback', count: Object.fromEntries(counts) }
}

function hashOf(kind: string, entries: readonly InputEntry[]): string {
  let lines = kind
  for (const { cell, row } of entries) lines += `\n${cell.series}:${cell.ordinal}\t${row?.dataVersion ?? 'absent'}`
  return digest(lines)
}

/** A reading as the event log keeps it. */
export function recordOf({ input, asset, asOf, entries, hash }: InputReading): InputRecord {
  const present = entries.filter(({ row }) => row !== undefined).map(({ cell }) => cell)
  const [only] = present
  const isWhole = present.length === 1 && only?.series === whole.series && only.ordinal === whole.ordinal
  return { dep: input.dep, asset, partitions: isWhole ? wholeText : Subset.of(present).encode(), asOf, hash }
}

/** The one cell of an asset without partitions, and its subset as text: most readings are of these. */
const whole: Cell = { series: '', ordinal: 0 }
const wholeText = Subset.of([whole]).encode()
