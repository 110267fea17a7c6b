import type { ProjectModel } from '../graph/index.ts'
import type { Dimension, DynamicKeys } from '../partitions/index.ts'

/** The dynamic partitions that cut assets of the project, each name once, in the order of the assets. */
export function dynamicDimensions(model: ProjectModel): readonly DynamicKeys<string>[] {
  const cuts = [...model.assets.values()].flatMap(({ partitions }) =>
    partitions.kind === 'product' ? Object.values<Dimension>(partitions.dimensions) : [partitions],
  )
  const dynamic = cuts.filter((cut) => cut.kind === 'dynamic')
  return [...new Map(dynamic.map((cut) => [cut.name, cut])).values()]
}
