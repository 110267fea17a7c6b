import { availableParallelism } from 'node:os'
import type { Schedule, Sensor } from '../automation/index.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import type { Described, Moved } from '../define/index.ts'
import { fail, type HeadwaterError } from '../errors/index.ts'
import { type IoManager, localValues } from '../io/index.ts'
import type { Environment } from '../resources/index.ts'
import { assertLimits } from '../run/index.ts'
import { sqliteState, type StateStore } from '../state/index.ts'
import { buildModel } from './build-model.ts'
import { type AssetSource, collectAssets } from './collect-assets.ts'
import { HeadwaterProject } from './headwater-project.ts'
import type { Project } from './project.ts'

/** What a project is made of. */
export interface ProjectSpec {
  /** Assets and whole modules (`import * as market`); exports that are not assets are ignored. */
  readonly assets: readonly AssetSource[]
  /** What holds where an asset says nothing itself. `io`: values as files in `.headwater/values`. */
  readonly defaults?:
    | {
        readonly io?: IoManager<never> | undefined
        readonly retry?: Described['retry']
        readonly owners?: readonly string[] | undefined
      }
    | undefined
  /** Assets that had another key before: see `moved`. */
  readonly moves?: readonly Moved[] | undefined
  readonly schedules?: readonly Schedule[] | undefined
  readonly sensors?: readonly Sensor[] | undefined
  /** Where events and what is derived from them are kept. Default: the SQLite file `.headwater/state.sqlite`. */
  readonly state?: StateStore | undefined
  /** Attempts that run at a time. Default: four a processor, and at least eight. */
  readonly concurrency?: number | undefined
  /** How many steps of a pool run at a time, by its name. Default: 1. */
  readonly pools?: { readonly [name: string]: number } | undefined
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
  /** Where resources find their config. Default: `process.env`. */
  readonly environment?: Environment | undefined
}

/**
 * Makes a project of its assets. Everything that is wrong is found now and reported together: needs no credentials,
 * opens nothing. Throws PROJECT_INVALID, or the one mistake itself when there is only one.
 */
export function defineProject(spec: ProjectSpec): Project {
  assertLimits(spec)
  const problems: HeadwaterError[] = []
  const definitions = collectAssets(spec.assets, problems)
  const defaults = {
    io: spec.defaults?.io ?? localValues({ root: '.headwater/values' }),
    retry: spec.defaults?.retry,
    owners: spec.defaults?.owners ?? [],
  }
  const model = buildModel(definitions, defaults, problems, spec.moves)
  const parts = {
    model,
    store: spec.state ?? sqliteState({ path: '.headwater/state.sqlite' }),
    clock: spec.clock ?? systemClock,
    environment: spec.environment ?? process.env,
    overrides: [],
    concurrency: spec.concurrency ?? Math.max(8, 4 * availableParallelism()),
    pools: spec.pools ?? {},
  }
  return new HeadwaterProject(parts, { schedules: spec.schedules ?? [], sensors: spec.sensors ?? [] })
}

/** Runs the named branch only, so that what the others need from the environment may be absent. Absent name: the first. */
export function profile<const N extends string, S>(
  name: string | undefined,
  branches: { readonly [B in N]: () => S },
): S {
  const names = Object.keys(branches) as N[]
  const chosen = name === undefined || name === '' ? names[0] : names.find((branch) => branch === name)
  if (chosen === undefined) {
    fail('PROFILE_UNKNOWN', {
      message: `there is no profile \`${name}\`; there are ${names.map((branch) => `\`${branch}\``).join(', ')}`,
      hint: 'Set HEADWATER_PROFILE, or what you hand to profile(), to one of them.',
    })
  }
  return branches[chosen]()
}
