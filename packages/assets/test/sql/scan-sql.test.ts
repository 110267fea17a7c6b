import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quotingOf, scanSql } from '../../src/sql/scan-sql.ts'

const codeOf = (text: string, dialect = 'duckdb') =>
  scanSql(text, quotingOf(dialect))
    .map(({ kind, text }) => (kind === 'code' ? text : '_'))
    .join('')

describe('SQL that is cut into code, quoted texts and comments', () => {
  test.each([
    ["select 'it''s; --' ; x", 'select _ ; x'],
    [String.raw`select E'it\'s' ; e'\\' ; name'x'`, 'select _ ; _ ; name_'],
    ['select "a""b;" ; x', 'select _ ; x'],
    ['a -- b ; $1\nc', 'a _\nc'],
    ['a /* b /* c */ ; */ d', 'a _ d'],
    ['a $$ ; $1 $$ b $tag$ $$ ; $tag$ c', 'a _ b _ c'],
    ['a$b$c ; $1$2', 'a$b$c ; $1$2'],
    [String.raw`'a\' ; b`, '_ ; b'],
    ['a ` b', 'a ` b'],
    ["'never ends ;", '_'],
  ])('%s', (text, code) => expect(codeOf(text)).toBe(code))

  test('ends strings and names as the dialect does', () => {
    expect(codeOf(String.raw`'a\' ; b' c`, 'redshift')).toBe('_ c')
    expect(codeOf('`a;b` c', 'bigquery')).toBe('_ c')
  })

  test('is the whole text, whatever it is', () => {
    const piece = fc.constantFrom("'", '"', '`', '$', '$a$', '--', '/*', '*/', '\n', '\\', 'e', 'a', ';', '$1', ' ')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.constantFrom('duckdb', 'bigquery'), (pieces, dialect) => {
        const text = pieces.join('')
        const parts = scanSql(text, quotingOf(dialect))
        expect(parts.map((part) => part.text).join('')).toBe(text)
        let at = 0
        for (const part of parts) {
          expect(part.start).toBe(at)
          at += part.text.length
        }
      }),
    )
  })
})
