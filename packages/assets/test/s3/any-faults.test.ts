import type { S3FaultKind } from '@headwater/testkit'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { s3 } from '../../src/s3/index.ts'
import { BesideS3, optionsFor, s3OfTest } from './s3-of-test.ts'

const kinds: readonly S3FaultKind[] = ['internal-error', 'drop-before', 'drop-after', 'drop-halfway']
const faults = fc.array(fc.constantFrom(...kinds), { maxLength: 3 })

it('writes, publishes, reads and removes exactly once whatever goes wrong on the way, as long as it does not last', async () => {
  const server = await s3OfTest()
  const beside = new BesideS3(server)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(faults, faults, faults, faults, async (...[staging, publishing, reading, removing]) => {
      const prefix = `case${(runs += 1)}`
      const store = s3({ ...optionsFor(server), prefix }).json().store!
      const attempt = { id: 'run1.1', runId: 'run1', token: 1 }
      const at = { asset: 'a', partition: null, attempt, dimensions: {} }
      const during = async <T>(wrong: readonly S3FaultKind[], work: () => Promise<T>): Promise<T> => {
        for (const kind of wrong) server.faults.next({ do: kind })
        const result = await work()
        server.faults.clear()
        return result
      }
      const staged = await during(staging, () => store.stage([{ value: [runs], at }]))
      await during(publishing, () => store.publish(staged, attempt))
      const location = staged[0]!.location
      expect((await during(reading, () => store.read(location, at))).value).toEqual([runs])
      expect(await beside.keys(prefix)).toEqual([`${prefix}/.versions/a/run1.1/value.json`, `${prefix}/a.json`])
      const removals = [{ asset: 'a', partition: null, location, published: true }]
      await during(removing, async () => store.remove?.(removals, attempt))
      expect(await beside.keys(prefix)).toEqual([])
    }),
    { numRuns: 10 },
  )
})
