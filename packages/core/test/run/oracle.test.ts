import { expect, it } from 'vitest'
import { Story } from './random-story.ts'

/** So many random projects, of so many rounds of edits each. `HEADWATER_ORACLE=5000` tries more of them. */
const projects = Number(process.env.HEADWATER_ORACLE ?? 30)
const first = Number(process.env.HEADWATER_ORACLE_SEED ?? 1)
const rounds = 8

it(
  'plans, runs and status are those of a judge who looks at every partition, after every edit of random projects',
  async () => {
    for (let seed = first; seed < first + projects; seed += 1) {
      const story = await Story.begin(seed)
      for (let round = 0; round < rounds; round += 1) {
        const wrong = await story.round()
        expect(wrong, `HEADWATER_ORACLE_SEED=${seed}, round ${round}:\n${story.log.join('\n')}`).toEqual([])
      }
    }
  },
  Math.max(60_000, projects * 2000),
)
