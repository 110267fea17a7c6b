import type { Plan, PlanSchemaChange } from '@headwater/core'
import { expect, it } from 'vitest'
import { schemaChangeLines } from '../src/print/plan-schema-changes.ts'
import { screenOf } from '../src/print/screen.ts'

const screen = screenOf({ isTTY: true, columns: 80 }, { NO_COLOR: '1' }, true)
const linesOf = (...schemaChanges: readonly PlanSchemaChange[]) =>
  schemaChangeLines(screen, { steps: [{ schemaChanges }, {}] } as unknown as Plan)

it('a plan shows what becomes of stored columns, and marks what is lost', () => {
  const differences = ['+ `volume` BIGINT', '- `close` DOUBLE']
  expect(
    linesOf(
      { asset: 'market/prices', outcome: 'rebuilds', differences },
      { asset: 'market/moves', outcome: 'adds columns', differences: ['+ `volume` BIGINT'] },
    ),
  ).toEqual([
    '▲ market/prices: its table is made anew: what it holds of other partitions or earlier runs goes',
    '  + `volume` BIGINT',
    '  - `close` DOUBLE',
    'market/moves: its table gets new columns, which are null in old rows',
    '  + `volume` BIGINT',
  ])
})

it('a plan that changes no columns says nothing of them', () => {
  expect(linesOf()).toEqual([])
})
