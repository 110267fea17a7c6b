import { expect, it } from 'vitest'
import { logLine } from '../src/print/log-line.ts'
import { screenOf } from '../src/print/screen.ts'

const screen = screenOf({ isTTY: true, columns: 80 }, { NO_COLOR: '1' }, true)
const warning = { level: 'warn', message: 'something was left' } as const

it('a line names the asset that it is about', () => {
  expect(logLine(screen, { ...warning, asset: 'market/prices', partition: '2024-01-02' })).toBe(
    '▲ market/prices 2024-01-02: something was left',
  )
})

it('what a run says of itself names none', () => {
  expect(logLine(screen, { ...warning, asset: '', partition: null })).toBe('▲ something was left')
})
