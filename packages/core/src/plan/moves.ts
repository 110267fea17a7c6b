import { materializedOf } from '../state/index.ts'
import { cutInWords, cutOf, type Former, type Snapshot } from '../status/index.ts'
import type { PlanMove } from './plan.ts'
import { coverageInWords } from './coverage.ts'

/** What a run records before anything else: which assets are renamed, and which are cut otherwise than they were. */
export function movesOf(snapshot: Snapshot, assets: readonly string[]): readonly PlanMove[] {
  return assets.flatMap((asset) => {
    const former = snapshot.former(asset)
    return former ? [{ asset, words: wordsOf(snapshot, asset, former) }] : []
  })
}

function wordsOf(snapshot: Snapshot, asset: string, { name, record, cut }: Former): string {
  const { count } = materializedOf(record)
  const partitions = `${count.toLocaleString('en-US')} partition${count === 1 ? '' : 's'}`
  const renamed = name === asset ? '' : `was \`${name}\`: `
  if (!cut) return `${renamed}${partitions} keep their history`
  const { grid } = snapshot.ledger(asset)
  const now = cutInWords(cutOf(grid.partitions))
  return `${renamed}was cut ${cutInWords(cut)}, is now ${now}: ${coverageInWords(snapshot, { grid, record, cut })}`
}
