import { sqliteState } from '@headwater/core'
import { expect, it } from 'vitest'
import { temporaryPath } from '../state/temporary-path.ts'
import { Story } from './random-story.ts'

/** So many random projects, of so many rounds of edits each. `HEADWATER_ORACLE=5000` tries more of them. */
const projects = Number(process.env.HEADWATER_ORACLE ?? 30)
const first = Number(process.env.HEADWATER_ORACLE_SEED ?? 1)
const rounds = 8

async function expectNothingWrong(story: Story, seed: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const wrong = await story.round()
    const told = `HEADWATER_ORACLE_SEED=${seed}, round ${round}: ${wrong.join('; ')}\n${story.log.join('\n')}`
    expect(wrong, told).toEqual([])
  }
}

it(
  'plans, runs and status are those of a judge who looks at every partition, after every edit of random projects',
  async () => {
    for (let seed = first; seed < first + projects; seed += 1) await expectNothingWrong(await Story.begin(seed), seed)
  },
  Math.max(60_000, projects * 2000),
)

it('and so they are over a file', async () => {
  for (let seed = first + 100; seed < first + 104; seed += 1) {
    const path = await temporaryPath()
    const story = await Story.begin(seed, (clock) => sqliteState({ path, clock }))
    await expectNothingWrong(story, seed)
    await story.world.state.close()
  }
})
