import { fail, type IoManager, type Location, type Staged, type Store } from '@headwater/core/io'

/** What lasts beyond a process: the tables, their commit rows, the stages and the fences. */
export interface Disk {
  readonly tables: Map<
    string,
    { readonly value: unknown; readonly token: number; readonly attempt: string; readonly staged: Staged }
  >
  readonly stages: Map<string, unknown>
  readonly fences: Map<string, number>
}

export function newDisk(): Disk {
  return { tables: new Map(), stages: new Map(), fences: new Map() }
}

/** Where a process may be said to die: its call never comes back, as far as anybody can tell. */
export type Death = 'before publish' | 'after publish'

/**
 * An honest double of an in-place store: it keeps every promise that `Store` makes, and holds its tables in memory. It
 * can die at the two points that matter, just before its commit and just after.
 */
export function honestTableDouble(
  disk: Disk,
  dies?: () => Death | undefined,
): IoManager<unknown> & { readonly store: Store } {
  const nameOf = (asset: string, partition: string | null) => `${asset} ${partition}`
  const home = {}
  const store: Store = {
    commit: 'in-place',
    home,
    stage: async (values) =>
      values.map(({ value, at }, index) => {
        const stage = `${at.attempt.id}/${at.asset}/${at.partition}/${index}`
        disk.stages.set(stage, structuredClone(value))
        return {
          asset: at.asset,
          partition: at.partition,
          location: { stage },
          dataVersion: `json:${JSON.stringify(value)}`,
        }
      }),
    read: async (location: Location) => {
      if (typeof location.stage === 'string') return { value: structuredClone(disk.stages.get(location.stage)) }
      const row = disk.tables.get(String(location.table)) ?? fail('VALUE_GONE', { message: 'there is no such table' })
      return { value: structuredClone(row.value), dataVersion: row.staged.dataVersion }
    },
    publish: async (staged, attempt) => {
      if (dies?.() === 'before publish') throw new Error('the process died before it published')
      for (const { asset, partition } of staged) {
        const name = nameOf(asset, partition)
        const newest = Math.max(disk.fences.get(name) ?? 0, disk.tables.get(name)?.token ?? 0)
        if (newest > attempt.token) fail('LEASE_LOST', { message: `token ${attempt.token} is below ${newest}` })
      }
      const published = staged.map((each): Staged => {
        const table = nameOf(each.asset, each.partition)
        const known = disk.tables.get(table)
        if (known?.attempt === attempt.id) return known.staged
        const final = { ...each, location: { table } }
        disk.tables.set(table, {
          value: disk.stages.get(String(each.location.stage)),
          token: attempt.token,
          attempt: attempt.id,
          staged: final,
        })
        disk.stages.delete(String(each.location.stage))
        return final
      })
      if (dies?.() === 'after publish') throw new Error('the process died after it published')
      return published
    },
    committed: async (attempt, asset) =>
      [...disk.tables.values()]
        .filter((row) => row.attempt === attempt && row.staged.asset === asset)
        .map((row) => row.staged),
    fence: async (asset, token, partitions) => {
      for (const name of partitions.map((partition) => nameOf(asset, partition)))
        disk.fences.set(name, Math.max(token, disk.fences.get(name) ?? 0))
    },
    sweep: async (attemptOrRun, asset, keep) => {
      const kept = new Set(keep.map(({ stage }) => stage))
      const dead = [...disk.stages.keys()].filter((stage) => {
        const [attempt = ''] = stage.split('/')
        const own = attempt === attemptOrRun || attempt.startsWith(`${attemptOrRun}.`)
        return own && stage.slice(attempt.length + 1).startsWith(`${asset}/`) && !kept.has(stage)
      })
      for (const stage of dead) disk.stages.delete(stage)
      return dead.length
    },
  }
  return {
    name: 'honestTableDouble',
    store,
    write: async () => fail('INTERNAL', { message: 'runs use the store' }),
    read: async () => undefined,
  }
}
