import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHeadwaterError } from '../../../src/errors/index.ts'
import { formatSelection, parseSelection, type SelectionNode } from '../../../src/graph/index.ts'
import { anySelection } from './selections.ts'

const name = (text: string, glob = false): SelectionNode => ({ kind: 'name', pattern: { text, glob } })

describe('reading a selection', () => {
  it.each<[string, SelectionNode]>([
    ['market/prices', name('market/prices')],
    ['stg_*', name('stg_*', true)],
    ['"stg *"', name('stg *')],
    [`'it\\'s'`, name("it's")],
    ['+a', { kind: 'around', of: name('a'), up: Infinity, down: 0 }],
    ['2+a+10', { kind: 'around', of: name('a'), up: 2, down: 10 }],
    ['+2024', { kind: 'around', of: name('2024'), up: Infinity, down: 0 }],
    ['0+a', name('a')],
    ['group:market', { kind: 'attribute', attribute: 'group', pattern: { text: 'market', glob: false } }],
    ['OWNER:team:data', { kind: 'attribute', attribute: 'owner', pattern: { text: 'team:data', glob: false } }],
    ['group:not', { kind: 'attribute', attribute: 'group', pattern: { text: 'not', glob: false } }],
    ['not not a', { kind: 'not', of: { kind: 'not', of: name('a') } }],
    ['a or b, c', { kind: 'or', of: [name('a'), name('b'), name('c')] }],
    ['(a or b) or c', { kind: 'or', of: [{ kind: 'or', of: [name('a'), name('b')] }, name('c')] }],
    [
      'a OR not b And c',
      { kind: 'or', of: [name('a'), { kind: 'and', of: [{ kind: 'not', of: name('b') }, name('c')] }] },
    ],
    ['a or+b', { kind: 'or', of: [name('a'), { kind: 'around', of: name('b'), up: Infinity, down: 0 }] }],
    ['android and nothing', { kind: 'and', of: [name('android'), name('nothing')] }],
    ['+(a or b)+2', { kind: 'around', of: { kind: 'or', of: [name('a'), name('b')] }, up: Infinity, down: 2 }],
    [
      '+group:market',
      {
        kind: 'around',
        of: { kind: 'attribute', attribute: 'group', pattern: { text: 'market', glob: false } },
        up: Infinity,
        down: 0,
      },
    ],
    [
      'tag:"odd name"="a = \\"b\\""',
      {
        kind: 'attribute',
        attribute: 'tag',
        pattern: { text: 'odd name', glob: false },
        value: { text: 'a = "b"', glob: false },
      },
    ],
  ])('%s', (text, node) => {
    expect(parseSelection(text)).toEqual(node)
  })

  it('gives the tree back that was written, for any tree', () => {
    fc.assert(
      fc.property(anySelection, (node) => {
        expect(parseSelection(formatSelection(node))).toEqual(node)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives a frozen tree', () => {
    const node = parseSelection('+(a or tag:b=c) and not d')
    const all = (each: unknown): boolean =>
      typeof each !== 'object' || each === null || (Object.isFrozen(each) && Object.values(each).every(all))
    expect(all(node)).toBe(true)
  })

  it('reads any text or refuses it with SELECTION_INVALID', () => {
    const pieces = fc.constantFrom(
      'a',
      '*',
      '+',
      '2',
      ' ',
      '(',
      ')',
      ',',
      '"',
      "'",
      '=',
      ':',
      'tag:',
      'and',
      'not',
      '\\',
      '\n',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const thrown = thrownBy(() => parseSelection(text))
        if (thrown !== undefined) expect(thrown).toMatchObject({ code: 'SELECTION_INVALID' })
      }),
      { numRuns: 500 },
    )
  })
})

describe('a selection that cannot be read', () => {
  it('is shown with a caret under the character and what was expected', () => {
    expect(thrownBy(() => parseSelection('market/*\nand and x'))).toMatchObject({
      code: 'SELECTION_INVALID',
      cause: { start: 13, end: 16 },
      message: [
        'the selection cannot be read: expected a key, `group:` or the like, `not` or `(`, found `and`',
        '  market/* and and x',
        '               ^',
      ].join('\n'),
    })
  })

  it.each([
    ['', 0, 'expected a key, `group:` or the like, `not` or `(`, found the end'],
    ['a b', 2, 'expected `and`, `or` or the end, found `b`'],
    ['(a or b', 7, 'expected `and`, `or` or `)`, found the end'],
    ['a)', 1, 'expected `and`, `or` or the end, found `)`'],
    ['a,', 2, 'found the end'],
    ['group:', 6, 'expected a value after `group:`, found the end'],
    ['tag:a=', 6, 'expected the value of the tag, found the end'],
    ['group:a=b', 7, 'expected `and`, `or` or the end, found `=`'],
    ['a or "b', 5, 'has a quote that is not closed'],
    ['2+', 2, 'found the end'],
    ['a+2+b', 3, 'found `+`'],
    ['gruop:a', 0, 'has the unknown attribute `gruop:`; there are `key:`, `group:`'],
    ['not status:stael', 11, 'asks for the status `stael`; there are `missing`, `stale`, `fresh`, `failed`, `late`'],
    ['('.repeat(101), 101, 'is nested more than 100 deep'],
    ['not '.repeat(5000), 404, 'is nested more than 100 deep'],
  ])('points at the character: %s', (text, start, message) => {
    const thrown = thrownBy(() => parseSelection(text))
    expect(thrown).toMatchObject({ code: 'SELECTION_INVALID', cause: { start } })
    expect(thrown?.message).toContain(message)
  })

  it('is met with the nearest names where there are some', () => {
    expect(thrownBy(() => parseSelection('gruop:a'))?.hint).toBe('Did you mean `group:`?')
    expect(thrownBy(() => parseSelection('status:Stale'))?.hint).toBe('Did you mean `stale`?')
  })

  it('puts the caret right after characters that take two UTF-16 units', () => {
    expect(thrownBy(() => parseSelection('📈 b'))?.message.endsWith('\n  📈 b\n    ^')).toBe(true)
  })
})

function thrownBy(action: () => unknown) {
  try {
    action()
  } catch (thrown) {
    if (isHeadwaterError(thrown)) return thrown
    throw thrown
  }
  return undefined
}
