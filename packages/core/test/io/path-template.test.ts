import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileName, pathTemplate } from '../../src/io/path-template.ts'

const whole = { asset: 'market/stock_list', partition: null, dimensions: {} }
const daily = { asset: 'market/prices', partition: '2024-01-02', dimensions: { partition: '2024-01-02' } }
const product = {
  asset: 'raw/stock_data',
  partition: '2024-01-02|BRK/B',
  dimensions: { day: '2024-01-02', symbol: 'BRK/B' },
}

describe('pathTemplate', () => {
  it.each([
    [undefined, whole, 'market/stock_list.json'],
    [undefined, daily, 'market/prices/2024-01-02.json'],
    [undefined, product, 'raw/stock_data/2024-01-02/BRK%2FB.json'],
    ['raw/{day}/{symbol}.json', product, 'raw/2024-01-02/BRK%2FB.json'],
    ['{key}/at={partition}/part.json', daily, 'market/prices/at=2024-01-02/part.json'],
    ['fixed.json', whole, 'fixed.json'],
  ])('fills %j', (text, at, path) => {
    expect(pathTemplate(text, 'json')(at)).toBe(path)
  })

  it.each([
    ['/etc/passwd', 'absolute'],
    ['C:/x.json', 'absolute'],
    ['../{key}.json', '`..`'],
    ['a/./b.json', '`.`'],
    ['a//b.json', 'empty part'],
    ['', 'empty part'],
    ['a\\b.json', 'backslash'],
    ['{key.json', 'brace'],
    ['key}.json', 'brace'],
    ['.versions/x.json', '.versions'],
  ])('refuses %j when it is made', (text, why) => {
    expect(() => pathTemplate(text, 'json')).toThrow(
      expect.objectContaining({ code: 'PATH_TEMPLATE_INVALID', message: expect.stringContaining(why) }),
    )
  })

  it('names the placeholders that the asset has when it meets another one', () => {
    expect(() => pathTemplate('{date}.json', 'json')(product)).toThrow(
      expect.objectContaining({
        code: 'PATH_TEMPLATE_INVALID',
        asset: 'raw/stock_data',
        message:
          'path template `{date}.json` of asset `raw/stock_data` names `{date}`; the asset has `{key}`, `{partition}`, `{day}`, `{symbol}`',
      }),
    )
    expect(() => pathTemplate('{partition}.json', 'json')(whole)).toThrow('the asset has `{key}`')
  })

  it('refuses a path that several partitions would share', () => {
    expect(() => pathTemplate('{key}.json', 'json')(daily)).toThrow('leaves out `{partition}`')
    expect(() => pathTemplate('{day}.json', 'json')(product)).toThrow('leaves out `{symbol}`')
  })
})

describe('fileName', () => {
  it('keeps what is readable, and nothing that a path could be made of', () => {
    expect(fileName('2024-11-03T01:00-05:00')).toBe('2024-11-03T01%3A00-05%3A00')
    expect(fileName('Zürich é 東京')).toBe('Zürich é 東京')
    expect([fileName('..'), fileName('.'), fileName(''), fileName(' a ')]).toEqual(['%2E%2E', '%2E', '%', '%20a%20'])
  })

  it('is one safe part of a path for any text, and another one for any other text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('.', '/', '%', 'a', '~', '\\', '\0', ' ') }),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        const name = fileName(a)
        expect(name).not.toMatch(/[/\\\0]|^\.|^$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
        expect(fileName(b) === name).toBe(a === b)
      }),
    )
  })
})
