import type { StatusBody } from '../../../contract/graph.ts'
import type { Status } from '../../../contract/words.ts'

/** The worst first: what a box of several assets is coloured by. */
export const worstFirst = ['failed', 'running', 'stale', 'missing', 'open', 'fresh', 'external'] as const
/** As the parts of a bar stand, from left to right. */
export const barOrder = [
  'fresh',
  'running',
  'stale',
  'failed',
  'open',
  'missing',
  'external',
] as const satisfies Status[]

export type Mix = Readonly<Record<Status, number>>

/** How an asset stands; undefined while nobody knows. */
export function statusOf(asset: number, body: StatusBody | undefined): Status | undefined {
  return body?.statuses[body.status[asset] ?? -1]
}

/** Why an asset stands as it does; empty where the status says all. */
export function reasonOf(asset: number, body: StatusBody | undefined): string {
  const why = body?.why[asset] ?? ''
  return why === statusOf(asset, body) ? '' : why
}

/** How many of some assets stand how. */
export function mixOf(assets: Iterable<number>, body: StatusBody | undefined): Mix {
  const mix = { failed: 0, running: 0, missing: 0, stale: 0, fresh: 0, open: 0, external: 0 }
  if (!body) return mix
  const counts = body.statuses.map(() => 0)
  for (const asset of assets) {
    const status = body.status[asset] ?? -1
    if (status >= 0) counts[status] = (counts[status] ?? 0) + 1
  }
  for (const [index, status] of body.statuses.entries()) mix[status] = counts[index] ?? 0
  return mix
}

/** The worst status among some; undefined: none is known. */
export function worstOf(mix: Mix): Status | undefined {
  return worstFirst.find((status) => mix[status] > 0)
}

/** `2 failed, 3 stale`; `all fresh` when there is nothing to say. */
export function mixWords(mix: Mix): string {
  const loud = worstFirst.filter((status) => status !== 'fresh' && status !== 'external' && mix[status] > 0)
  if (loud.length > 0) return loud.map((status) => `${mix[status]} ${status}`).join(', ')
  return mix.fresh > 0 ? 'all fresh' : mix.external > 0 ? 'external' : ''
}

/** How the partitions of one asset stand, for its bar; undefined where it has none or one. */
export function partitionMix(asset: number, status: StatusBody | undefined): Mix | undefined {
  if (!status || (status.total[asset] ?? 0) <= 1) return undefined
  const count = (list: readonly number[]) => list[asset] ?? 0
  return {
    fresh: count(status.fresh),
    running: count(status.running),
    stale: count(status.stale),
    failed: count(status.failed),
    open: count(status.open),
    missing: count(status.missing),
    external: 0,
  }
}
