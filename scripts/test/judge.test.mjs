import { expect, test } from 'vitest'
import { judge } from '../integration/run-tests.mjs'

const passed = (title) => ({ title, fullName: `suite ${title}`, status: 'passed', failureMessages: [] })
const failed = (title) => ({ title, fullName: `suite ${title}`, status: 'failed', failureMessages: ['why'] })
const file = (...assertionResults) => ({ name: 'a.test.ts', status: 'passed', assertionResults })

test('a test that fails as was said is a lack, told with its reason', () => {
  expect(judge([file(passed('a'), failed('b'))], { b: 'it has no b' })).toEqual({
    passed: 1,
    lacks: ['b: it has no b'],
    failures: [],
  })
})

test('a test that fails and of which nothing was said is a failure', () => {
  expect(judge([file(failed('b'))], {}).failures).toEqual(['suite b: why'])
})

test('a lack that is none any more is a failure, and so is one that nobody tests', () => {
  const { failures } = judge([file(passed('a'))], { a: 'reason', z: 'reason' })
  expect(failures).toEqual(['a: it was said to lack this', 'z: it was said to lack this'])
})

test('a file that cannot be loaded is a failure, and so is a run without any test', () => {
  const unloaded = { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }
  expect(judge([unloaded, file(passed('a'))], {}).failures).toEqual(['a.test.ts: no such module'])
  expect(judge([], {}).failures).toEqual(['no test was run'])
})
