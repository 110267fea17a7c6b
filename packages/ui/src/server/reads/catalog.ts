import type { Project } from '@headwater/core'
import type { CatalogBody } from '../../contract/graph.ts'
import { describedIn } from './described.ts'

/** All assets of a selection. Throws SELECTION_INVALID and SELECTION_UNKNOWN. */
export async function catalogOf(
  project: Project,
  { q = '*' }: { readonly q?: string | undefined },
): Promise<CatalogBody> {
  const keys = await project.select(q.trim() === '' ? '*' : q)
  const described = describedIn(project)
  return {
    items: keys
      .flatMap((key) => described.get(key) ?? [])
      .map(({ key, group, kinds, owners, description, partitions }) => ({
        key,
        group,
        kinds: [...kinds],
        owners: [...owners],
        ...(description !== undefined && { description }),
        partitions,
      })),
  }
}
