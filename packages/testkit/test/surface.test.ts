import * as testkit from '@headwater/testkit'
import { expect, test } from 'vitest'

test('@headwater/testkit exports these names, and no others', () => {
  expect(Object.keys(testkit).toSorted()).toEqual([
    'Faults',
    's3ServerSuite',
    'servePostgres',
    'startBigQuery',
    'startGcs',
    'startPostgres',
    'startRedshift',
    'startS3',
    'testDatabase',
  ])
})
