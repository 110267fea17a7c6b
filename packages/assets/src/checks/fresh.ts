import type { Check, CheckOptions, Due, Facts } from '@headwater/core'
import { fail } from '@headwater/core/io'

const unitMs: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * The asset is there when it is due. With partitions along time: the newest partition whose window, and its grace, ended more
 * than `within` ago is materialized, on the asset's own calendar. Without: it was materialized at most `within` ago. Checked
 * once a step, by the project's clock; between runs the status of the asset says that it is late. `within` is a number with
 * a unit: `90s`, `30m`, `12h`, `1d`, `2w`.
 */
export function fresh(options: CheckOptions & { readonly within: string }): Check<unknown> {
  const { within, ...rest } = options
  const dueWithinMs = duration(within)
  return {
    ...rest,
    scope: 'asset',
    dueWithinMs,
    run: (_, { due, materializedAt }) => {
      const expected = due(dueWithinMs)
      return { passed: expected?.materialized ?? true, facts: factsOf(expected, materializedAt) }
    },
  }
}

function factsOf(expected: Due | undefined, materializedAt: number): Facts {
  if (typeof expected?.partition === 'string') return { due: expected.partition }
  return { materialized: new Date(materializedAt).toISOString() }
}

function duration(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text) ?? []
  const ms = unit === undefined ? undefined : unitMs[unit]
  if (ms === undefined) {
    fail('DURATION_INVALID', {
      message: `\`${text}\` is not a duration`,
      hint: 'Write a number with one of s, m, h, d, w: `90s`, `12h`, `1d`.',
    })
  }
  return Number(count) * ms
}
