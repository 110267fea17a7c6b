import type { Plan, PlanSchemaChange } from '@headwater/core'
import type { Screen } from './screen.ts'
import { indented } from './words.ts'

const outcomes: { readonly [O in PlanSchemaChange['outcome']]: string } = {
  fails: 'its table has other columns, so that nothing can be published (schemaChange: fail)',
  'adds columns': 'its table gets new columns, which are null in old rows',
  rebuilds: 'its table is made anew: what it holds of other partitions or earlier runs goes',
  replaces: 'its table is replaced by one with other columns',
}

/** What becomes of stored columns, with a line for each that differs. */
export function schemaChangeLines(screen: Screen, { steps }: Plan): readonly string[] {
  return steps.flatMap(({ schemaChanges = [] }) => schemaChanges).flatMap((change) => linesOf(screen, change))
}

function linesOf(screen: Screen, { asset, outcome, differences }: PlanSchemaChange): readonly string[] {
  const isLoss = outcome === 'fails' || outcome === 'rebuilds'
  const mark = isLoss ? `${screen.paint('yellow', screen.glyphs.warning)} ` : ''
  return [`${mark}${asset}: ${outcomes[outcome]}`, ...differences.map((line) => indented(line))]
}
