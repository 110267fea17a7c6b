import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutSql } from '../../../src/page/asset/code/lay-out-sql.ts'
import { languageOf, linesOf, tokensOf } from '../../../src/page/asset/code/tokens.ts'

const piece = fc.constantFrom(
  'const',
  ' ',
  '\n',
  "'",
  '"',
  '`',
  '//',
  '/*',
  '*/',
  '--',
  '\\',
  '${x}',
  'select',
  '1.5',
  '$$',
  'é',
  '(',
  ',',
)
const texts = fc.oneof(
  fc.string(),
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
)
const languages = fc.constantFrom('typescript' as const, 'sql' as const, 'plain' as const)
const kindsIn = (text: string, language: 'typescript' | 'sql') =>
  Object.fromEntries(tokensOf(text, language).map(({ text, kind }) => [text, kind]))

describe('code in colours', () => {
  it('is the same text, whatever it is', () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        expect(
          tokensOf(text, language)
            .map((token) => token.text)
            .join(''),
        ).toBe(text)
        const lines = linesOf(text, language)
        expect(lines.map((tokens) => tokens.map((token) => token.text).join('')).join('\n')).toBe(text)
      }),
    )
  })

  it('tells what is what in TypeScript', () => {
    const kinds = kindsIn("const a = 'it\\'s' // const b\nreturn `x ${1}` + 2.5", 'typescript')
    expect(kinds).toMatchObject({ const: 'keyword', a: 'name', "'it\\'s'": 'string', '// const b': 'comment' })
    expect(kinds).toMatchObject({ return: 'keyword', '`x ${1}`': 'string', '2.5': 'number' })
  })

  it('tells what is what in SQL, in any case', () => {
    const kinds = kindsIn("SELECT \"a b\", 'it''s' from t -- all of it\nwhere x > 10", 'sql')
    expect(kinds).toMatchObject({
      SELECT: 'keyword',
      '"a b"': 'string',
      "'it''s'": 'string',
      from: 'keyword',
      t: 'name',
    })
    expect(kinds).toMatchObject({ '-- all of it': 'comment', where: 'keyword', '10': 'number' })
  })

  it('is of the language of its file', () => {
    expect(['a.ts', 'b.mts', 'c.jsx', 'd.sql', 'e.py'].map(languageOf)).toEqual([
      'typescript',
      'typescript',
      'typescript',
      'sql',
      'plain',
    ])
  })
})

describe('a query on one line', () => {
  it('gets a line for each of its parts, but not within brackets', () => {
    const sql =
      'select a, (select max(b) from u where c) from t inner join v on v.a = t.a left outer join w on true where a > 1 order by a'
    expect(layOutSql(sql).split('\n')).toEqual([
      'select a,',
      '  (select max(b) from u where c)',
      'from t',
      'inner join v on v.a = t.a',
      'left outer join w on true',
      'where a > 1',
      'order by a',
    ])
  })

  it('keeps its words, and stays as it is where it was written over lines', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(layOutSql(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    )
    expect(layOutSql('select a\nfrom t where b')).toBe('select a\nfrom t where b')
    expect(layOutSql("select ' from ' from t")).toBe("select ' from '\nfrom t")
  })
})
