import type { Plan } from '@headwater/core'
import { expect, it } from 'vitest'
import { planText } from '../src/print/plan-text.ts'
import { screenOf } from '../src/print/screen.ts'

const screen = screenOf({ isTTY: true, columns: 100 }, { NO_COLOR: '1' }, true)

function planReading(reads: Plan['steps'][number]['reads']): Plan {
  const step = {
    step: 'dim',
    asset: 'dim',
    assets: ['dim'],
    partition: null,
    partitions: '',
    count: 1,
    subset: '',
    reason: 'missing',
    reasons: [{ reason: 'missing', count: 1, partitions: '' }],
    codeVersion: '',
    recipes: [''],
    reads,
  } as const
  const nothing = { skips: [], downstream: [], moves: [], externals: {}, options: {} }
  return { id: 'plan', at: 0, position: 0, selection: 'dim', steps: [step], ...nothing }
}

it('a plan names what is copied between stores, and not what is read in place', () => {
  const text = planText(
    screen,
    planReading([
      { dep: 'companies', asset: 'erp/companies', how: 'by copy', store: 'files(lake).json()' },
      { dep: 'prices', asset: 'prices', how: 'in place', store: 'duckdb(warehouse.duckdb)' },
    ]),
  )
  expect(text).toContain('Read by copy:\n  dim reads companies from files(lake).json()\n')
  expect(text).not.toContain('prices')
  expect(planText(screen, planReading(undefined))).not.toContain('copy')
})

it('a plan without steps says that all is up to date, also where only unread columns changed', () => {
  const fine = { fine: true, partitions: '' } as const
  const spared = 'up to date: only columns that it does not read changed in `raw`'
  const plan: Plan = {
    ...planReading(undefined),
    steps: [],
    skips: [
      { ...fine, asset: 'dim', count: 1, reason: 'up to date' },
      { ...fine, asset: 'fct', count: 3, reason: spared },
    ] as unknown as Plan['skips'],
  }
  expect(planText(screen, plan)).toBe(
    [
      '✓ Everything is up to date: 2 assets, 4 partitions. Nothing to do.',
      '  1 asset, 3 partitions: only columns that it does not read changed in `raw`',
      '',
    ].join('\n'),
  )
})
