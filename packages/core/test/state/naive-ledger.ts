import { type EventDraft, type EventOf, type PerPartition, valueAt } from '../../src/events/index.ts'
import { type Cell, Subset } from '../../src/partitions/index.ts'
import type { LedgerRow } from '../../src/state/index.ts'

interface NaiveCell extends Cell {
  row: LedgerRow | undefined
  isOpen: boolean
  hasFailed: boolean
  wrong: Set<string>
}

interface NaiveAsset {
  readonly origin: string
  name: string
  readonly cells: Map<string, NaiveCell>
  changes: string[]
}

/** What should follow from events, told partition by partition and without a thought for speed. */
export class NaiveLedger {
  readonly #assets: NaiveAsset[] = []
  readonly #formerNames: { readonly name: string; asset: NaiveAsset }[] = []
  #position = 0

  append(events: readonly EventDraft[]): void {
    for (const event of events) {
      this.#position += 1
      this.#take(event)
    }
  }

  find(name: string): NaiveAsset | undefined {
    return this.#named(name) ?? this.#formerNames.findLast((former) => former.name === name)?.asset
  }

  rows(name: string): readonly LedgerRow[] {
    return this.#cells(name, ({ row }) => row !== undefined).flatMap(({ row }) => row ?? [])
  }

  changes(name: string): readonly string[] {
    return this.find(name)?.changes ?? []
  }

  /** The parts of a record that are told partition by partition. */
  summary(name: string): unknown {
    const asset = this.#named(name)
    if (asset === undefined) return undefined
    const rows = this.rows(name)
    const of = (test: (cell: NaiveCell) => boolean) => Subset.of(this.#cells(name, test)).encode()
    const groups = new Set(rows.map(({ codeVersion, recipe }) => `${codeVersion} ${recipe}`))
    return {
      origin: asset.origin,
      made: [...groups].sort().map((group) => [group, of(({ row }) => `${row?.codeVersion} ${row?.recipe}` === group)]),
      open: of(({ isOpen }) => isOpen),
      failed: of(({ hasFailed }) => hasFailed),
      rows: rows.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
      wrong: Object.fromEntries(['full', 'unique'].map((check) => [check, of(({ wrong }) => wrong.has(check))])),
    }
  }

  #named(name: string): NaiveAsset | undefined {
    return this.#assets.find((asset) => asset.name === name)
  }

  #cells(name: string, test: (cell: NaiveCell) => boolean): readonly NaiveCell[] {
    const cells = [...(this.find(name)?.cells.values() ?? [])].filter(test)
    const order = ['0,0', '0,9', '0,10']
    return cells.sort((a, b) => order.indexOf(a.series) - order.indexOf(b.series) || a.ordinal - b.ordinal)
  }

  #take(event: EventDraft): void {
    if (event.type === 'renamed') return this.#rename(event.asset, event.from)
    if (event.type === 'step_failed' && event.willRetry) return
    if (event.type === 'materialized') return this.#make(event.asset, event)
    if (event.type === 'observed') {
      const unmade = { codeVersion: '', recipe: '', open: '', asOf: this.#position, location: { same: {} }, inputs: [] }
      return this.#make(event.asset, { ...event, ...unmade })
    }
    if (event.type === 'wiped') this.#wipe(event.asset, event.partitions)
    if (event.type === 'step_failed') for (const cell of this.#at(event.asset, event.partitions)) cell.hasFailed = true
    if (event.type === 'checked') {
      for (const { wrong } of this.#at(event.asset, event.partitions)) {
        if (event.passed) wrong.delete(event.check)
        else wrong.add(event.check)
      }
    }
    if (event.type === 'alias_moved' || event.type === 'partitioned' || event.type === 'shaped')
      this.#known(event.asset)
  }

  #rename(name: string, from: string): void {
    const [asset, other] = [this.#named(from), this.#named(name)]
    if (asset === undefined || asset === other) return
    if (other !== undefined) {
      if ([...other.cells.values()].some(({ row }) => row !== undefined)) return
      asset.changes = [...asset.changes, ...other.changes].sort((a, b) => Number.parseInt(a) - Number.parseInt(b))
      for (const former of this.#formerNames) if (former.asset === other) former.asset = asset
      this.#assets.splice(this.#assets.indexOf(other), 1)
    }
    this.#formerNames.push({ name: from, asset })
    asset.name = name
  }

  #make(name: string, event: MadeByEvent): void {
    const open = Subset.decode(event.open)
    const position = this.#position
    const asOf = event.inputs.length === 0 ? position : event.asOf
    const changed: Cell[] = []
    for (const [index, cell] of this.#at(name, event.partitions).entries()) {
      const { series, ordinal } = cell
      const dataVersion = valueAt(event.dataVersion, index) ?? ''
      if (cell.row?.dataVersion !== dataVersion) changed.push({ series, ordinal })
      cell.isOpen = open.has(cell)
      cell.hasFailed = false
      const inputs = event.inputs.map(({ dep, asset, partitions, hash, projection }) => {
        const read = valueAt(partitions, index) ?? ''
        const own = Subset.of([{ series, ordinal }]).encode()
        const columns = (projection && valueAt(projection.columns, index)) || undefined
        const input = { dep, asset, partitions: read === '=' ? own : read, hash: valueAt(hash, index) ?? '', asOf }
        if (!projection || !columns) return input
        return { ...input, projection: { columns: JSON.parse(columns), hash: valueAt(projection.hash, index) ?? '' } }
      })
      const columns = event.columns && {
        shared: valueAt(event.columns.shared, index),
        of: Object.fromEntries(Object.entries(event.columns.of).map(([name, of]) => [name, valueAt(of, index)])),
      }
      const { codeVersion, recipe, runId } = event
      const location = valueAt(event.location, index) ?? {}
      const [rows, bytes] = [event.rows, event.bytes].map((counts) => (counts && valueAt(counts, index)) ?? undefined)
      const row = { series, ordinal, position, time: 0, runId, codeVersion, recipe, dataVersion, location, inputs }
      cell.row = { ...row, ...(columns && { columns: columns as LedgerRow['columns'] }), rows, bytes }
    }
    this.#note(name, `made ${event.partitions}, changed ${Subset.of(changed).encode()}, as of ${asOf}`)
  }

  #wipe(name: string, partitions: string): void {
    const asset = this.#known(name)
    const gone = this.#at(name, partitions).filter(({ row }) => row !== undefined)
    for (const cell of this.#at(name, partitions)) asset.cells.delete(`${cell.ordinal}|${cell.series}`)
    this.#note(name, `wiped ${partitions}, changed ${Subset.of(gone).encode()}, as of ${this.#position}`)
    // What a check found wrong goes with the last value.
    const isEmpty = [...asset.cells.values()].every(({ row }) => row === undefined)
    if (isEmpty) for (const { wrong } of asset.cells.values()) wrong.clear()
  }

  #note(name: string, what: string): void {
    this.#known(name).changes.push(`${this.#position} ${what}`)
  }

  #known(name: string): NaiveAsset {
    const known = this.#named(name)
    if (known !== undefined) return known
    const asset = { origin: name, name, cells: new Map(), changes: [] }
    this.#assets.push(asset)
    return asset
  }

  #at(name: string, partitions: string): readonly NaiveCell[] {
    const { cells } = this.#known(name)
    return [...Subset.decode(partitions).cells()].map(({ series, ordinal }) => {
      const key = `${ordinal}|${series}`
      const cell = cells.get(key) ?? {
        series,
        ordinal,
        row: undefined,
        isOpen: false,
        hasFailed: false,
        wrong: new Set(),
      }
      cells.set(key, cell)
      return cell
    })
  }
}

type MadeByEvent = Pick<
  EventOf<'materialized'>,
  'codeVersion' | 'recipe' | 'partitions' | 'open' | 'asOf' | 'columns' | 'location' | 'inputs'
> & {
  readonly runId?: string | undefined
  readonly dataVersion: PerPartition<string>
  readonly rows?: PerPartition<number | null> | undefined
  readonly bytes?: PerPartition<number | null> | undefined
}
