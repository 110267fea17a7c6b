import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHeadwaterError } from '../../src/errors/index.ts'
import { compareKeys, isAssetKey, parseAssetKey, parseName } from '../../src/keys/index.ts'

const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/).filter((text) => text !== '.' && text !== '..')
const keys = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'))

describe('an asset key', () => {
  it('comes back unchanged when it is segments of letters, digits, `_`, `-` and `.`', () => {
    fc.assert(fc.property(keys, (key) => parseAssetKey(key) === key && isAssetKey(key)))
  })

  it.each([
    ['', 'asset key `` is not valid: it is empty', 'Write a key like `market/prices`.'],
    ['market/stg prices', '` ` at character 11 is not a letter', 'Write `market/stg_prices`.'],
    ['/market', '`/` at character 1 leaves a segment empty', 'Write `market`.'],
    ['market/', '`/` at character 7 leaves a segment empty', 'Write `market`.'],
    ['a//b', '`/` at character 2 leaves a segment empty', 'Write `a/b`.'],
    ['a/../b', '`..` at character 3 is a segment of its own', 'Write `a/b`.'],
    ['.', '`.` at character 1 is a segment of its own', 'Write a key like `market/prices`.'],
    ['market\\prices', '`\\\\` at character 7 is not', 'Write `market/prices`.'],
    ['a\nb', '`\\n` at character 2', 'Write `a_b`.'],
    ['📈/préc', '`📈` at character 1', 'Write `_/prec`.'],
    ['a'.repeat(256), 'it has 256 characters, and 255 are allowed', `Write \`${'a'.repeat(255)}\`.`],
  ])('is refused as %j with the character, its position and a mended key', (text, message, hint) => {
    const error = thrownBy(() => parseAssetKey(text))
    expect(error).toMatchObject({ code: 'ASSET_KEY_INVALID', hint })
    expect(error.message).toContain(message)
    expect(isAssetKey(text)).toBe(false)
  })

  it('counts characters as people do, not UTF-16 units', () => {
    expect(thrownBy(() => parseName('resource', '📈')).message).toContain('at character 1 ')
    expect(thrownBy(() => parseAssetKey('é📈 ')).message).toContain('`é` at character 1 ')
    expect(thrownBy(() => parseName('resource', 'a.é/')).message).toContain('`/` at character 4 ')
  })

  it('is refused when it is not text', () => {
    expect(thrownBy(() => parseAssetKey(7)).message).toContain('found a value of type number')
    expect(thrownBy(() => parseAssetKey(null)).message).toContain('found null')
  })

  it('is proposed in a spelling that is itself valid, whatever was written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.stringMatching(/^[a./ ]*$/)), (text) => {
        if (isAssetKey(text)) return
        const proposed = /^Write `(.*)`\.$/s.exec(thrownBy(() => parseAssetKey(text)).hint ?? '')?.[1]
        if (proposed !== undefined) expect(isAssetKey(proposed)).toBe(true)
      }),
    )
  })

  it('sorts by character codes, whatever the language of the machine', () => {
    expect(['b', 'a/b', 'a-b', 'B', 'a'].sort(compareKeys)).toEqual(['B', 'a', 'a-b', 'a/b', 'b'])
  })
})

describe('a name', () => {
  it('is one segment of a key', () => {
    expect(parseName('resource', 'market_api')).toBe('market_api')
  })

  it.each([
    ['a/b', 'resource name `a/b` is not valid: `/` at character 2 is for asset keys only', 'Write `a_b`.'],
    ['not null', 'resource name `not null` is not valid: ` ` at character 4', 'Write `not_null`.'],
    ['..', '`..` at character 1', 'Write a name like `market_api`.'],
  ])('is refused as %j with the reason and a mended name', (text, message, hint) => {
    const error = thrownBy(() => parseName('resource', text))
    expect(error).toMatchObject({ code: 'NAME_INVALID', hint })
    expect(error.message).toContain(message)
  })

  it('is refused when it is not text', () => {
    expect(thrownBy(() => parseName('check', undefined)).message).toBe(
      'the name of a check is text, found a value of type undefined',
    )
  })
})

function thrownBy(action: () => unknown) {
  try {
    action()
  } catch (thrown) {
    if (isHeadwaterError(thrown)) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}
