import type { ErrorDetails } from '../errors/index.ts'
import { didYouMean, nearestNames } from '../keys/index.ts'
import { findCycles } from './find-cycles.ts'
import type { GraphAsset } from './graph-asset.ts'
import { depKeys } from './link-deps.ts'

/** Something that keeps assets from being a graph. */
export type GraphProblem =
  | { readonly code: 'GRAPH_KEY_DUPLICATE'; readonly asset: string }
  | {
      readonly code: 'GRAPH_DEP_MISSING'
      readonly asset: string
      readonly dep: string
      /** Keys that may have been meant; looked for only for the first ten keys that are missing. */
      readonly nearest: readonly string[]
    }
  | {
      readonly code: 'GRAPH_CYCLE'
      /** Keys along the data's way; the last is the first again. */
      readonly cycle: readonly string[]
    }

/** Everything that keeps `assets` from being a graph: keys used twice, then missing deps, then cycles. Throws nothing. */
export function validateGraph(assets: readonly GraphAsset[]): readonly GraphProblem[] {
  const byKey = new Map<string, GraphAsset>()
  const duplicates = new Set<string>()
  for (const asset of assets) {
    if (byKey.has(asset.key)) duplicates.add(asset.key)
    else byKey.set(asset.key, asset)
  }
  const unique = [...byKey.values()]
  return [
    ...[...duplicates].map((asset) => ({ code: 'GRAPH_KEY_DUPLICATE', asset }) as const),
    ...missingDeps(unique, byKey),
    ...findCycles(unique).map((cycle) => ({ code: 'GRAPH_CYCLE', cycle }) as const),
  ]
}

/** The problem in words, for `fail(problem.code, ...)`. */
export function describeGraphProblem(problem: GraphProblem): ErrorDetails {
  switch (problem.code) {
    case 'GRAPH_KEY_DUPLICATE':
      return {
        message: `the key \`${problem.asset}\` is given to more than one asset`,
        hint: 'Give each asset a key of its own.',
        asset: problem.asset,
      }
    case 'GRAPH_DEP_MISSING':
      return {
        message: `asset \`${problem.asset}\` reads \`${problem.dep}\`, which is not in the project`,
        hint: didYouMean(problem.nearest) ?? `Add \`${problem.dep}\` to the assets of the project.`,
        asset: problem.asset,
      }
    case 'GRAPH_CYCLE':
      return describeCycle(problem.cycle)
    default:
      return problem satisfies never
  }
}

/** Finding near names takes milliseconds among 10,000 keys, and a forgotten file makes thousands of deps go missing. */
const mostKeysCompared = 10

function missingDeps(assets: readonly GraphAsset[], byKey: ReadonlyMap<string, GraphAsset>): readonly GraphProblem[] {
  const nearest = new Map<string, readonly string[]>()
  const nearestTo = (dep: string): readonly string[] => {
    const known = nearest.get(dep)
    if (known !== undefined || nearest.size >= mostKeysCompared) return known ?? []
    const found = nearestNames(dep, byKey.keys())
    nearest.set(dep, found)
    return found
  }
  return assets.flatMap((asset) => {
    const missing = [...depKeys(asset)].filter((dep) => !byKey.has(dep))
    return missing.map(
      (dep) => ({ code: 'GRAPH_DEP_MISSING', asset: asset.key, dep, nearest: nearestTo(dep) }) as const,
    )
  })
}

function describeCycle(cycle: readonly string[]): ErrorDetails {
  const path = cycle.map((key) => `\`${key}\``).join(' -> ')
  return {
    message: cycle.length === 2 ? `an asset reads itself: ${path}` : `assets feed one another in a circle: ${path}`,
    hint: 'Remove one of these deps. To read earlier partitions of the asset itself, use `offset(self, -1)` or `lookback(self, n)`.',
    asset: cycle[0],
  }
}
