import { asset, type Check, rangeAsset } from '@headwater/core'
import { type FoundInPlace, type IoManager, localValues, type Store } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { days, projectOf } from '../run/kernel.ts'

/** Rules of the store of this test are their answers; of others it knows nothing. */
interface Answer {
  readonly answer: FoundInPlace['results'][number]
}

/** Values in files, with a store that answers checks; `dataVersion` is what it says that it checked. */
async function answeringStore(dataVersion?: string) {
  const asked: number[] = []
  const io = localValues({ root: await temporaryFolder() })
  const check: Store['check'] = async (values, rules) => {
    asked.push(values.length)
    return values.map(() => ({ dataVersion, results: rules.map((rule) => (rule as Answer).answer) }))
  }
  const manager: IoManager<unknown> = { ...io, store: io.store && { ...io.store, check } }
  return { io: manager, asked }
}

const answered = (answer: Answer['answer']): Check<number> => ({
  run: () => ({ passed: false, facts: { by: 'its function' } }),
  rule: () => ({ answer }),
})

describe('a store that checks values where they lie', () => {
  it('is asked for all values that were made together, and its answers count', async () => {
    const { io, asked } = await answeringStore()
    const checks = {
      good: answered({ passed: true }),
      bad: { ...answered({ passed: false, facts: { by: 'the store' } }), blocking: true },
    }
    const spec = { schema: z.number(), io, partitions: days, codeVersion: '1', checks }
    const of = rangeAsset('of', spec, (_, { partitions }) => partitions.map((day) => [day, 1] as const))
    const run = await projectOf([of]).materialize('*')
    expect(run.checks.passed).toBe(10)
    expect(run.checks.failed.map(({ check, facts }) => [check, facts])).toEqual(
      Array.from({ length: 10 }, () => ['bad', { by: 'the store' }]),
    )
    expect(run.steps).toMatchObject([{ made: 0, failed: 10 }])
    expect(asked).toEqual([10])
  })

  it('leaves to the function what it cannot tell, and a statement that it refuses has not passed', async () => {
    const { io } = await answeringStore()
    const checks = { left: answered(undefined), refused: answered(new RangeError('no such column')) }
    const of = asset('of', { schema: z.number(), io, codeVersion: '1', checks }, () => 1)
    const { checks: found } = await projectOf([of]).materialize('*')
    expect(found.failed).toMatchObject([
      { check: 'left', facts: { by: 'its function' } },
      { check: 'refused', problem: { code: 'CHECK_THREW', message: expect.stringContaining('no such column') } },
    ])
  })

  it('is believed only about the data version that is recorded', async () => {
    const { io } = await answeringStore('another')
    const checks = { good: answered({ passed: true }) }
    const of = asset('of', { schema: z.number(), io, codeVersion: '1', checks }, () => 1)
    const project = projectOf([of])
    expect((await project.materialize('*')).ok).toBe(true)
    await expect(project.check('*')).rejects.toMatchObject({ code: 'INPUT_MOVED' })
  })
})
