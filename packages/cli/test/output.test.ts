import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { csvText } from '../src/print/csv.ts'
import { jsonText } from '../src/print/json.ts'
import { screenOf } from '../src/print/screen.ts'
import { table } from '../src/print/table.ts'
import { shortened, textWidth } from '../src/print/text-width.ts'
import { duration } from '../src/print/words.ts'
import { headwater, projectFolder } from './headwater.ts'

const terminal = { isTTY: true, columns: 60 }
const file = { isTTY: false }
const isPainted = (screen: ReturnType<typeof screenOf>): boolean => screen.paint('red', 'x') !== 'x'

describe('a screen', () => {
  it('is painted on a terminal, and not in a file', () => {
    expect(isPainted(screenOf(terminal, {}, true))).toBe(true)
    expect(isPainted(screenOf(file, {}, true))).toBe(false)
  })

  it('heeds --no-color, then FORCE_COLOR, then NO_COLOR, then TERM=dumb', () => {
    expect(isPainted(screenOf(terminal, { FORCE_COLOR: '1' }, false))).toBe(false)
    expect(isPainted(screenOf(file, { FORCE_COLOR: '1', NO_COLOR: '1' }, true))).toBe(true)
    expect(isPainted(screenOf(terminal, { FORCE_COLOR: '0' }, true))).toBe(false)
    expect(isPainted(screenOf(terminal, { NO_COLOR: '1' }, true))).toBe(false)
    expect(isPainted(screenOf(terminal, { NO_COLOR: '' }, true))).toBe(true)
    expect(isPainted(screenOf(terminal, { TERM: 'dumb' }, true))).toBe(false)
  })

  it('is as wide as COLUMNS says, else as the terminal, else without end', () => {
    expect(screenOf(terminal, { COLUMNS: '40' }, true).width).toBe(40)
    expect(screenOf(terminal, {}, true).width).toBe(60)
    expect(screenOf(file, {}, true).width).toBe(Infinity)
  })

  it('keeps to ASCII where the locale or the terminal knows no more', () => {
    expect(screenOf(terminal, { LANG: 'C' }, true).glyphs.good).toBe('+')
    expect(screenOf(terminal, { LC_ALL: 'en_US.ISO-8859-1', LANG: 'en_US.UTF-8' }, true).glyphs.good).toBe('+')
    expect(screenOf(terminal, { TERM: 'linux' }, true).glyphs.good).toBe('+')
    expect(screenOf(terminal, { LANG: 'de_DE.UTF-8' }, true).glyphs.good).toBe('✓')
    expect(screenOf(terminal, {}, true).glyphs.good).toBe('✓')
  })

  it('is plain in a file, painted with FORCE_COLOR, and ASCII under LANG=C, for the command too', async () => {
    const folder = projectFolder()
    expect((await headwater(folder, ['status'])).stdout).not.toContain('\u001b')
    expect((await headwater(folder, ['status'], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[32m✓ fresh')
    expect((await headwater(folder, ['status', '--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain('\u001b')
    // oxlint-disable-next-line no-control-regex
    expect((await headwater(folder, ['status'], { LANG: 'C' })).stdout).toMatch(/^[\u0000-\u007f]*$/)
  })

  it('that ends early, as in `| head`, is no mistake', () => {
    const folder = projectFolder()
    const line = `"${process.execPath}" --conditions=@headwater/source "${import.meta.dirname}/../src/main.ts" list --json | head -n 1; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['{\n0\n', ''])
  })
})

describe('a table', () => {
  it('cuts the column that yields where the screen ends, and never breaks a line', () => {
    const screen = screenOf({ isTTY: true, columns: 24 }, { NO_COLOR: '1' }, true)
    const text = table(
      screen,
      [{ title: 'asset' }, { title: 'why' }],
      [
        ['a/b', 'a reason that is long'],
        ['c', 'two\nlines'],
      ],
    )
    expect(text).toBe('asset  why\na/b    a reason that is…\nc      two lines')
  })

  it('leaves empty columns out, and aligns what is wide', () => {
    const screen = screenOf(file, {}, true)
    expect(
      table(
        screen,
        [{ title: 'n', align: 'right' }, { title: 'none' }, { title: 'name' }],
        [
          ['1', '', '東京'],
          ['12', '', 'a\u001b[31mb'],
        ],
      ),
    ).toBe(' n  name\n 1  東京\n12  ab')
    expect(textWidth('東京')).toBe(4)
    expect(shortened('東京都', 5, '…')).toBe('東京…')
  })
})

describe('values as text', () => {
  it('are JSON also where JSON has no word for them', () => {
    const value = {
      at: new Date(0),
      big: 2n ** 60n,
      small: 5n,
      map: new Map([['a', 1]]),
      set: new Set([1]),
      bytes: new Uint8Array([1, 2]),
      buffer: Buffer.from([1, 2]),
      floats: new Float64Array([0.5]),
      nan: Number.NaN,
    }
    expect(JSON.parse(jsonText(value))).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      big: '1152921504606846976',
      small: 5,
      map: [['a', 1]],
      set: [1],
      bytes: 'AQI=',
      buffer: 'AQI=',
      floats: [0.5],
      nan: null,
    })
  })

  it('are CSV as in RFC 4180', () => {
    expect(
      csvText([
        { a: 'x,y', b: null },
        { a: 'say "hi"', c: { d: 1 } },
      ]),
    ).toBe('a,b,c\r\n"x,y",,\r\n"say ""hi""",,"{""d"":1}"\r\n')
  })

  it('are durations as people say them', () => {
    expect([0.04, 9.94, 9.96, 59.4, 125, 3720].map(duration)).toEqual([
      '0.0 s',
      '9.9 s',
      '10 s',
      '59 s',
      '2 min 05 s',
      '1 h 02 min',
    ])
  })
})
