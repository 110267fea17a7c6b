import { randomUUID } from 'node:crypto'
import { isHeadwaterError } from '../errors/index.ts'

/** One thing about a store that was found out by trying it. */
export interface Probe {
  /** What was tried, as what the store does where it works: `deletes`. */
  readonly what: string
  readonly ok: boolean
  /** What was found: how the store answered, why it refused. */
  readonly found?: string | undefined
  /** What to do about it. Beside `ok: true` it is a warning: the store works, and something should be looked at. */
  readonly hint?: string | undefined
  /** How long it took, in milliseconds. */
  readonly ms?: number | undefined
}

/** Tries one thing. `work` answers with what it found, if that is worth saying; what it throws is why it does not work. */
export async function probed(what: string, work: () => Promise<string | undefined>): Promise<Probe> {
  const began = performance.now()
  const tried = await work().then(
    (found) => ({ ok: true, found }),
    (thrown: unknown) => ({ ok: false, ...whyOf(thrown) }),
  )
  return { what, ...tried, ms: Math.round(performance.now() - began) }
}

function whyOf(thrown: unknown): Pick<Probe, 'found' | 'hint'> {
  if (isHeadwaterError(thrown)) return { found: `${thrown.code}: ${thrown.message}`, hint: thrown.hint }
  return { found: String(thrown) }
}

/** What must be possible with the objects of a store for its commits to be exact. Names are relative to the store. */
export interface ProbedObjects {
  /** Creates an object durably. False: there is one of this name, which stays as it is. */
  readonly create: (name: string, content: Uint8Array) => Promise<boolean>
  readonly read: (name: string) => Promise<Uint8Array>
  /** No such object is no mistake. */
  readonly remove: (name: string) => Promise<void>
}

/**
 * Tries what versioned stores are built on, with an object of its own that is gone afterwards: it can be created, reads back
 * as it was, cannot be created a second time by a writer who believes that its name is free, and can be deleted.
 */
export async function probeObjects({ create, read, remove }: ProbedObjects): Promise<readonly Probe[]> {
  const name = `.headwater-probe-${randomUUID()}`
  const content = crypto.getRandomValues(new Uint8Array(1024))
  const written = await probed('writes', async () => {
    if (!(await create(name, content))) throw new Error('the store says that a name is taken which nobody has')
    return undefined
  })
  if (!written.ok) return [written]
  const readBack = await probed('reads back what was written', async () => {
    if (!Buffer.from(await read(name)).equals(content)) throw new Error('other bytes came back than were written')
    return undefined
  })
  const exclusive = await probed('refuses the second of two writers', async () => {
    if (!(await create(name, content))) return undefined
    throw new Error(
      'both succeeded: this store does not have conditional writes, so two runs could overwrite each other',
    )
  })
  const removed = await probed('deletes', async () => {
    await remove(name)
    return undefined
  })
  return [written, readBack, exclusive, removed]
}

const minuteMs = 60_000

/**
 * How far the clock of a server is from ours, by an answer that it dated, between `asked` and `answered` by our clock (all
 * in epoch milliseconds). More than a minute is worth a warning; requests signed more than five minutes off are refused.
 */
export function clockProbe(serverTime: number, asked: number, answered: number): Probe {
  const what = 'has the same time'
  const skewMs = serverTime < asked ? serverTime - asked : Math.max(0, serverTime - answered)
  // Servers date their answers by the second.
  if (Math.abs(skewMs) < 1000) return { what, ok: true }
  const found = `it is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs < 0 ? 'behind' : 'ahead'}`
  if (Math.abs(skewMs) <= minuteMs) return { what, ok: true, found }
  return { what, ok: Math.abs(skewMs) <= 5 * minuteMs, found, hint: 'Set the clock of this machine, best by NTP.' }
}
