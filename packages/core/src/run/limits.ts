import { fail } from '../errors/index.ts'

/** Throws LIMIT_INVALID for a number of attempts at a time that would let nothing run. */
export function assertLimits(limits: {
  readonly concurrency?: number | undefined
  readonly pools?: { readonly [name: string]: number } | undefined
}): void {
  const named = Object.entries(limits.pools ?? {}).map(([name, limit]) => [`pools.${name}`, limit] as const)
  for (const [name, limit] of [['concurrency', limits.concurrency ?? 1] as const, ...named]) {
    if (Number.isInteger(limit) && limit >= 1) continue
    fail('LIMIT_INVALID', {
      message: `\`${name}\` is ${limit}: so many attempts run at a time, and it must be a whole number of at least 1`,
      hint: 'Write 1 to run one after the other.',
    })
  }
}
