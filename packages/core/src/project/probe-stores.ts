import { isAbsolute, relative } from 'node:path'
import { ioOf } from '../graph/index.ts'
import { type IoManager, type Probe, probed, type StoreHome } from '../io/index.ts'
import { processSecrets } from '../resources/index.ts'
import type { Session } from './session.ts'

/** What was found out about one place that a project keeps something in. */
export interface StoreProbes {
  /** `state` holds the event log, `values` what the assets are. */
  readonly holds: 'state' | 'values'
  /** A path from the working directory, or what its driver calls it. */
  readonly store: string
  /** How many assets lie in it; of the state: all. */
  readonly assets: number
  /** In the order in which they were tried. Empty: this store cannot be tried. */
  readonly probes: readonly Probe[]
}

type TryIt = NonNullable<StoreHome['probe']>

/** A store before it is tried. */
interface Place extends Omit<StoreProbes, 'probes'> {
  readonly probe: TryIt | undefined
}

/** A store that does not answer within this time does not work. */
const limitMs = 15_000

/** Tries the state and every store that assets lie in, all at once. What does not work is found, and nothing is thrown. */
export async function probeStores(session: Session): Promise<readonly StoreProbes[]> {
  const { store, model } = session.parts
  const state: Place = {
    holds: 'state',
    store: pathShown(store.name),
    assets: model.assets.size,
    probe: store.probe?.bind(store),
  }
  return Promise.all(
    [state, ...placesOf(session)].map(async ({ probe, ...place }) => ({
      ...place,
      probes: probe ? (await withinLimit(probe)).map(masked) : [],
    })),
  )
}

/** Each home once, with all assets that lie in it. A manager without a store is a place of its own. */
function placesOf({ parts: { model } }: Session): readonly Place[] {
  const managers = [...model.assets.values()].flatMap((definition) => ioOf(model, definition) ?? [])
  const byPlace = Map.groupBy(managers, (io) => {
    const found = homeOf(io)
    // What is equally wrong is one finding.
    return 'error' in found ? String(found.error) : (found.home ?? io)
  })
  return [...byPlace.values()].flatMap(([io, ...others]) => (io ? [placeOf(io, others.length + 1)] : []))
}

function placeOf(io: IoManager<never>, assets: number): Place {
  const found = homeOf(io)
  if ('error' in found) return { holds: 'values', store: io.name, assets, probe: () => Promise.reject(found.error) }
  const { home } = found
  const store = home?.name ?? (home?.path === undefined ? io.name : pathShown(home.path))
  return { holds: 'values', store, assets, probe: home?.probe?.bind(home) }
}

/** Drivers may need settings to tell where they keep things, and throw where there are none. */
function homeOf({ store }: IoManager<never>): { readonly home: StoreHome | undefined } | { readonly error: unknown } {
  try {
    return { home: store?.home }
  } catch (error) {
    return { error }
  }
}

function pathShown(name: string): string {
  return isAbsolute(name) ? relative(process.cwd(), name) || '.' : name
}

async function withinLimit(tryIt: TryIt): Promise<readonly Probe[]> {
  const late = new AbortController()
  const limit = Promise.withResolvers<readonly Probe[]>()
  const timer = setTimeout(() => {
    late.abort()
    limit.resolve([unanswered])
  }, limitMs)
  try {
    return await Promise.race([probesOf(tryIt, late.signal), limit.promise])
  } finally {
    clearTimeout(timer)
  }
}

const unanswered: Probe = {
  what: 'answers',
  ok: false,
  found: `it did not within ${limitMs / 1000} seconds`,
  hint: 'Look at the network on the way there, at proxies and firewalls, and at whether the address is right.',
}

/** A driver that throws where it should have answered is no reason not to hear of the others. */
async function probesOf(tryIt: TryIt, signal: AbortSignal): Promise<readonly Probe[]> {
  let probes: readonly Probe[] = []
  const tried = await probed('can be tried', async () => {
    probes = await tryIt(signal)
    return undefined
  })
  return tried.ok ? probes : [tried]
}

function masked({ found, hint, ...probe }: Probe): Probe {
  const secrets = processSecrets()
  return { ...probe, found: found && secrets.mask(found), hint: hint && secrets.mask(hint) }
}
