import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import type { ResolvedInput } from './resolve-dep.ts'

type Inputs = ReadonlyMap<StepDefinition, readonly ResolvedInput[]>

/**
 * The inputs of steps, and for each that is a view those of the view as well, down to what holds rows: that is what is
 * really read. Each is read as the view reads it, named `<dep> > <dep of the view>`.
 *
 * Only views over whole assets are seen through. One that shows, say, the latest partition shows another when it is made
 * again, and not before: it counts as it was made, like a table.
 */
export function throughViews(inputs: Inputs, assets: ReadonlyMap<string, AssetDefinition>): Inputs {
  const views = [...assets.values()].filter(({ virtual }) => virtual)
  if (views.length === 0) return inputs
  const below = new Map<string, readonly ResolvedInput[]>()
  for (const { key, step } of views) {
    const read = inputs.get(step) ?? []
    if (read.every((input) => readsWhole(input, assets.get(input.asset)))) below.set(key, read)
  }
  const behind = (input: ResolvedInput): readonly ResolvedInput[] =>
    (below.get(input.asset) ?? []).flatMap((of) => {
      const dep = `${input.dep} > ${of.dep}`
      const seen = { ...of, dep, through: input.asset }
      return [seen, ...behind(seen)]
    })
  return new Map([...inputs].map(([step, own]) => [step, own.flatMap((input) => [input, ...behind(input)])]))
}

/** Whether an input is an asset without partitions, or all partitions that there are. */
export function readsWhole({ mapping, views, alias }: ResolvedInput, upstream: AssetDefinition | undefined): boolean {
  if (views.length > 0 || alias !== undefined) return false
  return mapping.kind === 'every' ? mapping.dimensions.length === 0 : upstream?.partitions.kind === 'unpartitioned'
}
