import { inputsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import type { Standard } from './grounds.ts'
import { trustedBy } from './projection.ts'
import { Reads } from './reads.ts'
import { isSameRecipe, recipeOf } from './recipe.ts'
import type { Snapshot } from './snapshot.ts'

/** An asset whose inputs are compared, with everything that the comparison needs. */
export interface Question extends Standard {
  readonly ledger: AssetLedger
  readonly reads: readonly Reads[]
  readonly recipe: string
  readonly name: string
  /** See `Standing`. */
  readonly key: string
  /** The partitions that were made by this code and recipe: all others are stale whatever they read. */
  readonly candidates: Subset
  /** The newest event that the answer can depend on. */
  readonly newest: number
}

/** The questions about those assets that read something and have partitions that may read other data now. */
export function questionsOf(snapshot: Snapshot, assets: readonly Standard[]): readonly Question[] {
  return assets.flatMap((standard) => questionOf(snapshot, standard) ?? [])
}

function questionOf(snapshot: Snapshot, standard: Standard): Question | undefined {
  const { step, asset, codeVersion } = standard
  const inputs = inputsOf(snapshot.model, step)
  if (inputs.length === 0) return undefined
  const ledger = snapshot.ledger(asset)
  const recipe = recipeOf(snapshot, step, asset)
  const groups = ledger.record.made.filter(
    (made) => made.codeVersion === codeVersion && isSameRecipe(made.recipe, recipe),
  )
  if (groups.length === 0) return undefined
  const reads = inputs.map((input) => new Reads(snapshot, input, asset))
  const hidden = ledger.hidden(snapshot.now)
  return {
    ...standard,
    ledger,
    reads,
    recipe,
    // Partitions that do not exist now are not looked at, and have to be when they exist again.
    key: `${recipe}${hidden.isEmpty ? '' : ` without ${hidden.encode()}`} by ${trustedBy(step)}`,
    name: `standing ${ledger.record.origin} ${codeVersion} ${recipe.slice(0, recipe.lastIndexOf('#'))}`,
    candidates: groups.reduce((all, { partitions }) => all.union(partitions), Subset.empty),
    newest: Math.max(ledger.record.position, ...reads.map(({ upstream }) => upstream.record.position)),
  }
}
