import { postgresState } from '@headwater/assets/postgres-state'
import { expect, it } from 'vitest'
import { Story } from '../../../core/test/run/random-story.ts'
import { newPlace } from './databases.ts'

/** So many random projects, of so many rounds of edits each. `HEADWATER_ORACLE=100` tries more of them. */
const projects = Number(process.env['HEADWATER_ORACLE'] ?? 3)
const first = Number(process.env['HEADWATER_ORACLE_SEED'] ?? 200)
const rounds = 8

it(
  'plans, runs and status over PostgreSQL are those of a judge who looks at every partition',
  async () => {
    for (let seed = first; seed < first + projects; seed += 1) {
      const place = await newPlace()
      const story = await Story.begin(seed, (clock) => postgresState({ ...place, clock }))
      for (let round = 0; round < rounds; round += 1) {
        const wrong = await story.round()
        expect(wrong, `HEADWATER_ORACLE_SEED=${seed}, round ${round}: ${wrong.join('; ')}`).toEqual([])
      }
      await story.world.state.close()
    }
  },
  Math.max(60_000, projects * 20_000),
)
