import { testContext } from '@headwater/core'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readings, stations } from './assets.ts'

test('every station has a reading on every day', async () => {
  const context = testContext({ partition: '2024-01-16' })
  const rows = await readings.materialize({ stations: [{ station: 'harbour', altitude: 0 }] }, context)
  assert.deepEqual(rows, [{ day: '2024-01-16', station: 'harbour', celsius: 1 }])
})

test('the stations are known', async () => {
  const rows = await stations.materialize({}, testContext())
  assert.deepEqual(
    rows.map(({ station }) => station),
    ['harbour', 'summit'],
  )
})
