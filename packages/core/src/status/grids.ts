import type { ProjectModel } from '../graph/index.ts'
import type { StateStore } from '../state/index.ts'
import { fixedKeys } from './fixed-keys.ts'
import { type Dimensions, type Grid, gridOf, type KeyIds, type Partitions } from '../partitions/index.ts'

/**
 * The grids of a project's partitions. Those of fixed dimensions outlive a snapshot: what they worked out, and the identity
 * of the sets that they answer with, serves the next one.
 */
export class Grids {
  readonly #fixed = new Map<Partitions, Grid>()

  /** The grids for one reading of the registry of keys: within it, one for each definition. */
  with(ids: KeyIds): (partitions: Partitions) => Grid {
    const dynamic = new Map<Partitions, Grid>()
    return (partitions) => {
      const grids = hasDynamicKeys(partitions) ? dynamic : this.#fixed
      const grid = grids.get(partitions) ?? gridOf(partitions, ids)
      grids.set(partitions, grid)
      return grid
    }
  }
}

/** The grids of a project's partitions by the keys that there are now; `grids` has those that outlive this. */
export async function readGrids(
  model: ProjectModel,
  store: Pick<StateStore, 'keyIds'>,
  grids: Grids,
): Promise<(partitions: Partitions) => Grid> {
  return grids.with(await store.keyIds(fixedKeys(model)))
}

/** Whether partitions come and go while the project runs, other than by time. */
export function hasDynamicKeys(partitions: Partitions): boolean {
  if (partitions.kind !== 'product') return partitions.kind === 'dynamic'
  const dimensions: Dimensions = partitions.dimensions
  return Object.values(dimensions).some(({ kind }) => kind === 'dynamic')
}
