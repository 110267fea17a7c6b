import { type AnyAsset, asset, defineProject, memoryState, type Project } from '@headwater/core'
import { z } from 'zod'
import { nowhere } from './nowhere.ts'
import { seeded } from './random.ts'

const groups = 200
const perGroup = 25
/** What stands from here on in a group is read within it alone, so that a failure does not reach far. */
const leaves = 22
const domains = ['billing', 'catalog', 'crm', 'finance', 'fraud', 'growth', 'logistics', 'market', 'ops', 'search']
const things = ['accounts', 'bids', 'carts', 'events', 'flows', 'orders', 'prices', 'scores', 'stocks', 'visits']
const layers = ['raw', 'stg', 'int', 'dim', 'fct', 'agg', 'ml']
const kinds = ['json', 'sql', 'sql', 'duckdb', 'parquet', 'model']
const owners = ['team:research', 'team:platform', 'ann@example.com', 'bob@example.com']

/** 5,000 assets in 200 groups, the same at every start: most are fresh, some failed, are missing or have other code by now. */
export async function large(): Promise<Project> {
  const state = memoryState()
  await defineProject({ assets: generated('before'), state }).materialize('*')
  return defineProject({ assets: generated('now'), state })
}

function generated(when: 'before' | 'now'): readonly AnyAsset[] {
  const random = seeded(6)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const all: AnyAsset[] = []
  for (let index = 0; index < groups * perGroup; index += 1) {
    const [group, place] = [Math.floor(index / perGroup), index % perGroup]
    const own = all.slice(group * perGroup)
    const others = all
      .slice(Math.max(0, group - 12) * perGroup, group * perGroup)
      .filter((_, at) => at % perGroup < leaves)
    const deps = place === 0 && group % 5 === 0 ? [] : upstreamOf(own, others, random)
    const [fails, changed] = [place === leaves && random() < 0.15, random() < 0.02]
    const domain = domains[group % domains.length] ?? ''
    all.push(
      asset(
        `${domain}_${Math.floor(group / domains.length)}/${layers[Math.floor((place / perGroup) * layers.length)]}_${pick(things)}_${place}`,
        {
          group: `${domain}_${Math.floor(group / domains.length)}`,
          description: `One of ${groups * perGroup} assets that were made up.`,
          kinds: [pick(kinds)],
          owners: [pick(owners)],
          tags: random() < 0.2 ? { cost: pick(['high', 'low']) } : {},
          deps: Object.fromEntries(deps.map((dep, number) => [`dep${number}`, dep])),
          schema: z.number(),
          io: nowhere(0),
          codeVersion: changed && when === 'now' ? '2' : '1',
        },
        () => {
          if (fails) throw new Error('the source answered 503')
          return index
        },
      ),
    )
  }
  return all
}

function upstreamOf(own: readonly AnyAsset[], others: readonly AnyAsset[], random: () => number): readonly AnyAsset[] {
  const count = 1 + Math.floor(random() * 3)
  const chosen = Array.from({ length: count }, () => {
    const from = own.length > 0 && (others.length === 0 || random() < 0.85) ? own : others
    return from[Math.floor(random() * from.length)] as AnyAsset
  })
  return [...new Set(chosen)]
}
