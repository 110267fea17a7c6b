import { describe, expect, it } from 'vitest'
import { stepText } from '../../../src/page/run/step-text.ts'

const failed = (message: string) => stepText({ problem: { code: 'STEP_FAILED', message } })

describe('why a step went as it did', () => {
  it('does not repeat what stands beside it', () => {
    expect(failed('asset `vendor/earnings` partition `2018-01-22` threw Error: the vendor answered 503')).toBe(
      'threw Error: the vendor answered 503',
    )
    expect(failed('asset `a` threw Error: no')).toBe('threw Error: no')
    expect(failed('asset `a` partitions `1..3` threw Error: no')).toBe('threw Error: no')
  })

  it('is what else the library says as it says it', () => {
    expect(failed('`prices` has no rows')).toBe('`prices` has no rows')
    expect(stepText({ because: 'upstream `a` failed' })).toBe('upstream `a` failed')
    expect(stepText({})).toBe('')
  })
})
