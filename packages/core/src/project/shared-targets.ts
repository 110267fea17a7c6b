import type { AssetDefinition } from '../define/index.ts'
import { HeadwaterError, isHeadwaterError } from '../errors/index.ts'
import { ioOf, type ProjectDefaults } from '../graph/index.ts'
import type { Store } from '../io/index.ts'

/** An asset, and what its store says that it is written to. */
interface Written {
  readonly asset: string
  readonly target: string
  readonly store: Store
}

/** Finds assets that would overwrite one another, and those for which their store has no place. */
export function sharedTargets(
  definitions: readonly AssetDefinition[],
  defaults: ProjectDefaults,
): readonly HeadwaterError[] {
  const problems: HeadwaterError[] = []
  const written = definitions.flatMap((definition) => writtenBy(definition, defaults, problems))
  for (const [target, named] of Map.groupBy(written, ({ target }) => target)) {
    if (named.length === 1) continue
    for (const together of Map.groupBy(named, ({ store }) => store.home).values()) {
      // A key that is given twice is another mistake.
      const assets = [...new Set(together.map(({ asset }) => asset))]
      if (assets.length > 1) problems.push(shared(assets, target))
    }
  }
  return problems
}

/** Nothing for what is made elsewhere: several external assets may stand for one table. */
function writtenBy(
  definition: AssetDefinition,
  defaults: ProjectDefaults,
  problems: HeadwaterError[],
): readonly Written[] {
  const store = ioOf({ defaults }, definition)?.store
  if (!store?.target || !definition.step.produce) return []
  try {
    return [{ asset: definition.key, target: store.target(definition.key), store }]
  } catch (error) {
    if (!isHeadwaterError(error)) throw error
    problems.push(error)
    return []
  }
}

function shared(assets: readonly string[], target: string): HeadwaterError {
  const names = assets.map((asset) => `\`${asset}\``)
  const others = assets.length === 2 ? 'the other' : 'the others'
  return new HeadwaterError('TARGET_SHARED', {
    message: `assets ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are written to ${target}, so that each would overwrite ${others}`,
    hint: "Give each a place of its own: another key, or another name or path where its IO manager takes one, as in `warehouse.table('prices_2')` or `lake.json('raw/{key}/{partition}.json')`.",
  })
}
