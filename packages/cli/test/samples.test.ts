import { describe, expect, it } from 'vitest'
import { failedChecks } from '../src/print/failed-checks.ts'
import { screenOf } from '../src/print/screen.ts'

const screen = screenOf({ isTTY: true, columns: 80 }, { NO_COLOR: '1' }, true)
const failed = (samples: string) =>
  ({
    asset: 'market/prices',
    check: 'close',
    partition: '2024-01-02',
    severity: 'error',
    blocking: false,
    facts: { rows: 9, failed: 7, samples },
  }) as const

describe('a check that did not pass', () => {
  it('is told with the first of its bad rows as a table', () => {
    const rows = Array.from({ length: 7 }, (_, index) => ({ close: -index, symbol: `S${index}`, note: null }))
    expect(failedChecks(screen, [failed(JSON.stringify(rows))]).join('\n')).toBe(
      [
        '✗ market/prices close: 2024-01-02 (rows: 9, failed: 7) [error]',
        '    close  symbol  note',
        '    0      S0      null',
        '    -1     S1      null',
        '    -2     S2      null',
        '    -3     S3      null',
        '    -4     S4      null',
        '    and 2 more, see --json',
      ].join('\n'),
    )
  })

  it('shows as text what a function called samples, and nothing that a terminal would obey', () => {
    expect(failedChecks(screen, [failed('[{ none')])).toEqual([
      '✗ market/prices close: 2024-01-02 (rows: 9, failed: 7, samples: [{ none) [error]',
    ])
    const [text] = failedChecks(screen, [failed(JSON.stringify([{ 'a\u001b[31m': 'x\u001b[2Jy\nz' }]))])
    expect(text).not.toContain('\u001b')
    expect(text?.split('\n').at(-1)).toBe('    xy z')
  })
})
