import { expect, it } from 'vitest'
import { userFrames } from '../src/print/user-frames.ts'

it("the frames of a stack that are shown are the user's own, and none of packages that he uses", () => {
  const stack = [
    'Error: refused',
    `    at new ApiError (${process.cwd()}/node_modules/@google-cloud/common/build/src/util.js:85:15)`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    `    at fetchPrices (file://${process.cwd()}/src/prices.ts:3:9)`,
  ].join('\n')
  expect(userFrames(stack)).toEqual(['at fetchPrices (src/prices.ts:3:9)'])
})
