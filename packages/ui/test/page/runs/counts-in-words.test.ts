import { expect, it } from 'vitest'
import { countsInWords } from '../../../src/page/runs/counts-in-words.ts'

it('says how the partitions of a run ended, without what did not happen', () => {
  expect(countsInWords({ failed: 2, made: 3634, cutOff: 0, checksPassed: 8466, checksFailed: 4 })).toBe(
    '3,634 made, 2 failed, 4 checks failed',
  )
  expect(countsInWords({})).toBe('')
})
