import { asset } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { definitionOf } from '../../src/define/index.ts'
import { publishedPartitions } from '../../src/run/commit.ts'
import type { MadePartition } from '../../src/run/made-partitions.ts'
import { inputDifference, projectionHash } from '../../src/status/projection.ts'
import type { InputReading } from '../../src/status/index.ts'

const { step } = definitionOf(asset('reader', {}, () => undefined))
const versions = { shared: 's', of: { a: '1', b: '2' } }

/** A reading of one partition of a dep at some versions. */
function readingOf(dataVersion: string, columns: typeof versions | undefined, dep = 'dep'): InputReading {
  const row = { partition: null, dataVersion, location: {}, columns }
  const entries = [{ cell: { series: '', ordinal: 0 }, row }]
  const input = { dep } as InputReading['input']
  return { input, asset: `upstream of ${dep}`, entries, hash: dataVersion, isShort: false }
}

/** What is recorded of a reading, of some of its columns. */
function recordOf(reading: InputReading, columns: readonly string[]) {
  const { input, asset, hash } = reading
  const projection = { columns, hash: projectionHash(step, reading, columns) ?? '' }
  return { dep: input.dep, asset, partitions: '', hash, asOf: 0, projection }
}

describe('a projection', () => {
  const before = readingOf('v1', versions)

  it('is the same as long as its columns are, and what they share', () => {
    const recorded = [recordOf(before, ['a'])]
    const difference = (columns: typeof versions | undefined) =>
      inputDifference(step, [readingOf('v2', columns)], recorded)
    expect(inputDifference(step, [before], recorded)).toBeUndefined()
    expect(difference({ ...versions, of: { a: '1', b: '3' } })).toEqual({ upstream: 'upstream of dep', unread: true })
    for (const columns of [{ ...versions, of: { a: '3', b: '2' } }, { ...versions, shared: 't' }, undefined])
      expect(difference(columns)).toEqual({ upstream: 'upstream of dep' })
  })

  it('of no columns is how many rows there are', () => {
    const recorded = [recordOf(before, [])]
    const other = readingOf('v2', { shared: 's', of: { a: '4', b: '5' } })
    expect(inputDifference(step, [other], recorded)).toMatchObject({ unread: true })
  })

  it('is none where the versions of its columns are not known', () => {
    expect(projectionHash(step, before, ['a', 'constructor'])).toBeUndefined()
    expect(projectionHash(step, readingOf('v1', undefined), [])).toBeUndefined()
  })

  it('of another dep does not hide what changed', () => {
    const [x, y] = [readingOf('v1', versions, 'x'), readingOf('v1', versions, 'y')]
    const recorded = [recordOf(x, ['a']), recordOf(y, ['a'])]
    const now = [readingOf('v2', { ...versions, of: { a: '1', b: '9' } }, 'x'), readingOf('v2', undefined, 'y')]
    expect(inputDifference(step, now, recorded)).toEqual({ upstream: 'upstream of y' })
  })
})

describe('versions of columns', () => {
  const made = { partition: null, dataVersion: 'v1', columns: versions, location: {} } as unknown as MadePartition
  const published = (dataVersion: string) =>
    publishedPartitions([made], [{ asset: 'a', partition: null, location: {}, dataVersion }])[0]?.columns

  it('are those of what was staged, as long as nothing else came of it', () => {
    expect(published('v1')).toEqual(versions)
    expect(published('v2')).toBeUndefined()
  })
})
