import { describe, expect, it } from 'vitest'
import { tokenIn } from '../../../src/page/sign-in/give-token.ts'

describe('a token', () => {
  it.each([
    ['abc', 'abc'],
    ['  abc\n', 'abc'],
    ['http://localhost:4400/?token=abc', 'abc'],
    ['http://data.example.com/headwater/runs?q=x&token=a%2Bc', 'a+c'],
    ['a:b', 'a:b'],
  ])('is found in %j', (text, token) => {
    expect(tokenIn(text)).toBe(token)
  })
})
