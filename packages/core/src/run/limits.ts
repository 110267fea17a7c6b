import { fail } from '../errors/index.ts'

/** Throws LIMIT_INVALID for a limit that would let nothing run: each is a whole number of at least 1. */
export function assertLimits(limits: {
  readonly concurrency?: number | undefined
  readonly chunk?: number | undefined
  readonly maxSteps?: number | undefined
  readonly pools?: { readonly [name: string]: number } | undefined
}): void {
  const { concurrency, chunk, maxSteps, pools = {} } = limits
  const named = Object.entries(pools).map(([name, limit]) => [`pools.${name}`, limit] as const)
  for (const [name, limit] of Object.entries({ concurrency, chunk, maxSteps, ...Object.fromEntries(named) })) {
    if (limit === undefined || (Number.isInteger(limit) && limit >= 1)) continue
    fail('LIMIT_INVALID', {
      message: `\`${name}\` is ${limit}: it must be a whole number of at least 1`,
      hint:
        name === 'maxSteps' || name === 'chunk' ? 'Leave it out for no limit.' : 'Write 1 to run one after the other.',
    })
  }
}
