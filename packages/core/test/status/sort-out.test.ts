import { isHeadwaterError } from '@headwater/core'
import { expect, it } from 'vitest'
import { definitionOf } from '../../src/define/index.ts'
import { assetsOf } from '../../src/graph/index.ts'
import { buildModel } from '../../src/project/build-model.ts'
import {
  InputResolver,
  Judge,
  Snapshot,
  sortOut,
  Standings,
  StepCodeVersions,
  versionText,
} from '../../src/status/index.ts'
import { Story } from '../run/random-story.ts'

/** The reasons of all complete partitions of all assets, once by ranges and once by looking at each. */
async function bothWays(story: Story): Promise<readonly (readonly [byRanges: string, byPartition: string])[]> {
  const { world, shape } = story
  const definitions = world.assetsOf(shape).map(definitionOf)
  const model = buildModel(definitions, { io: world.values, retry: undefined, owners: [] }, [])
  const steps = model.steps.filter((step) => step.produce)
  const snapshot = await Snapshot.read(model, world.state, model.steps, { now: world.clock.now() })
  const [standings, codeVersions, resolver] = [new Standings(), new StepCodeVersions(), new InputResolver(snapshot)]
  const found: (readonly [string, string])[] = []
  for (const step of steps) {
    const codeVersion = versionText(await codeVersions.of(step))
    for (const { key: asset } of assetsOf(step)) {
      const inputs = (await standings.of(snapshot, [{ step, asset, codeVersion }])).get(asset) ?? []
      const grid = snapshot.grid(asset)
      const complete = grid.complete(snapshot.now)
      const { stale, fresh } = sortOut(snapshot, { step, asset, codeVersion, inputs }, complete)
      const verdictOf = await new Judge(snapshot, resolver, { step, assets: [asset], codeVersion }).of(complete)
      for (const cell of complete.cells()) {
        const group = stale.find(({ partitions }) => partitions.has(cell))
        const byRanges = group ? `${group.reason} ${group.detail ?? ''}` : fresh.has(cell) ? 'fresh' : 'nowhere'
        const verdict = verdictOf(cell).stale
        const name = `${asset} ${grid.textOf(cell)}`
        found.push([
          `${name}: ${byRanges}`,
          `${name}: ${verdict ? `${verdict.reason} ${verdict.detail ?? ''}` : 'fresh'}`,
        ])
      }
    }
  }
  return found
}

it('sorts partitions by ranges as the judge does who looks at each, whatever was edited', async () => {
  for (let seed = 1; seed <= 6; seed += 1) {
    const story = await Story.begin(seed)
    for (let round = 0; round < 3; round += 1) {
      await story.round()
      await story.edit()
      try {
        for (const [byRanges, byPartition] of await bothWays(story)) expect(byRanges, `seed ${seed}`).toBe(byPartition)
      } catch (error) {
        // Some edits make no sound project of it.
        if (!isHeadwaterError(error)) throw error
      }
    }
  }
})
