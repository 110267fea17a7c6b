import type { Check, CheckOptions } from '@headwater/core'
import { fail } from '@headwater/core/io'

const unitMs: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * The asset is there when it is due. With partitions along time: the newest partition whose window ended more than
 * `within` ago is materialized, on the asset's own calendar. Without: it was materialized at most `within` ago. Checked
 * once a step, by the project's clock. `within` is a number with a unit: `90s`, `30m`, `12h`, `1d`, `2w`.
 */
export function fresh(options: CheckOptions & { readonly within: string }): Check<unknown> {
  const { within, ...rest } = options
  const withinMs = duration(within)
  return {
    ...rest,
    scope: 'asset',
    run: (_, { due, now, materializedAt }) => {
      const expected = due(withinMs)
      if (expected) return { passed: expected.materialized, facts: { due: expected.partition } }
      return {
        passed: now - materializedAt <= withinMs,
        facts: { materialized: new Date(materializedAt).toISOString() },
      }
    },
  }
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
