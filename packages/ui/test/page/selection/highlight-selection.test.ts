import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlightSelection } from '../../../src/page/selection/highlight-selection.ts'

const kinds = (text: string, wrong?: { start: number; end: number }) =>
  highlightSelection(text, wrong).map(({ text: piece, kind }) => [piece, kind])

describe('the colours of a selection', () => {
  it('tell attributes, signs and words apart', () => {
    expect(kinds('+key:fct_price or "a and b"')).toEqual([
      ['+', 'sign'],
      ['key:', 'attribute'],
      ['fct_price ', 'word'],
      ['or', 'keyword'],
      [' "a and b"', 'word'],
    ])
  })

  it('mark what is wrong, through pieces', () => {
    expect(kinds('kye:x', { start: 0, end: 5 })).toEqual([['kye:x', 'wrong']])
    expect(kinds('a or', { start: 2, end: 4 })).toEqual([
      ['a ', 'word'],
      ['or', 'wrong'],
    ])
  })

  it('leave out nothing of what was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), fc.nat(30), (text, start, length) => {
        const pieces = highlightSelection(text, { start, end: start + length })
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      }),
    )
  })
})
