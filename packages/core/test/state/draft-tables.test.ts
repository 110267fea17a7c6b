import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EventDraft } from '../../src/events/index.ts'
import { Subset } from '../../src/partitions/index.ts'
import { AssetBook } from '../../src/state/asset-book.ts'
import { derive } from '../../src/state/derive.ts'
import { DraftTables, stretchesOf } from '../../src/state/draft-tables.ts'
import type { LedgerAsset } from '../../src/state/ledger-tables.ts'
import { MemoryTables } from '../../src/state/memory-tables.ts'
import { toEvent, toRow } from '../../src/state/recorded-event.ts'
import { depsOf } from '../../src/state/row-inputs.ts'
import { readRow, type StoredEntry, type StoredRow } from '../../src/state/stored-row.ts'
import { assets, history } from './histories.ts'

const everything = Subset.decode('0,0/0,9/0,10=1.0.k')

it('has a driver write, stretch by stretch, what tables in memory hold', () => {
  fc.assert(
    fc.property(history, (appends) => {
      const [memory, driver] = [new MemoryTables(), new Driver()]
      let position = 0
      for (const drafts of appends) {
        const events = drafts.map((draft) => toEvent(draft, toRow(draft), { position: ++position, time: 0 }))
        for (const event of events) derive(memory, event)
        driver.takeIn(events)
      }
      for (const name of assets) {
        const asset = memory.named(name)
        expect(driver.named(name)?.record).toEqual(asset?.record)
        expect(driver.rows(name)).toEqual(asset === undefined ? [] : memory.rows(name, everything))
      }
    }),
  )
})

it('puts a renaming into a stretch of its own', () => {
  const drafts: readonly EventDraft[] = [
    { type: 'keys_added', dimension: 'd', keys: ['k'] },
    { type: 'keys_removed', dimension: 'd', keys: ['k'] },
    { type: 'renamed', asset: 'b', from: 'a' },
    { type: 'keys_added', dimension: 'd', keys: ['k'] },
  ]
  const events = drafts.map((draft, index) => toEvent(draft, toRow(draft), { position: index + 1, time: 0 }))
  expect(stretchesOf(events).map((stretch) => stretch.map(({ position }) => position))).toEqual([[1, 2], [3], [4]])
  expect(stretchesOf([])).toEqual([])
})

/** A driver whose database is three maps, and which answers only what it is asked before a stretch is derived. */
class Driver {
  readonly #assets = new Map<number, LedgerAsset>()
  readonly #rows = new Map<number, Map<string, StoredRow>>()
  readonly #entries = new Map<number, StoredEntry>()

  named(name: string): LedgerAsset | undefined {
    return [...this.#assets.values()].find(({ key }) => key === name)
  }

  rows(name: string): readonly unknown[] {
    const rows = [...(this.#rows.get(this.named(name)?.id ?? 0)?.values() ?? [])]
    const cells = [...everything.cells()].map(nameOf)
    return rows
      .toSorted((a, b) => cells.indexOf(nameOf(a)) - cells.indexOf(nameOf(b)))
      .map((row) => readRow(row, this.#entries.get(row.position)!))
  }

  takeIn(events: Parameters<typeof stretchesOf>[0]): void {
    const tables = new DraftTables(new AssetBook(this.#assets.values()))
    for (const stretch of stretchesOf(events)) {
      for (const [asset, partitions] of tables.needs(stretch)) {
        const rows = [...partitions.cells()].map((cell) => this.#rows.get(asset)!.get(nameOf(cell))!)
        tables.learn(asset, rows)
      }
      for (const event of stretch) derive(tables, event)
      this.#write(tables.take())
    }
  }

  #write({ assets, entries, rows, emptied, renaming }: ReturnType<DraftTables['take']>): void {
    if (renaming !== undefined) {
      const { asset, to, position, replaced } = renaming
      if (replaced !== undefined) this.#assets.delete(replaced.id)
      this.#assets.set(asset.id, { id: asset.id, key: to, position, record: asset.record })
    }
    for (const asset of assets) this.#assets.set(asset.id, asset)
    for (const { position, time, runId, codeVersion, recipe, asOf, columns } of entries) {
      this.#entries.set(position, { time, runId, codeVersion, recipe, asOf, deps: depsOf(columns?.inputs ?? []) })
    }
    for (const [asset, put] of rows) for (const row of put) this.#of(asset).set(nameOf(row), row)
    for (const [asset, cells] of emptied) for (const cell of cells) this.#of(asset).delete(nameOf(cell))
  }

  #of(asset: number): Map<string, StoredRow> {
    const rows = this.#rows.get(asset) ?? new Map<string, StoredRow>()
    this.#rows.set(asset, rows)
    return rows
  }
}

function nameOf({ series, ordinal }: { readonly series: string; readonly ordinal: number }): string {
  return `${series} ${ordinal}`
}
