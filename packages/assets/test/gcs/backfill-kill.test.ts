import { it, vi } from 'vitest'
import { gcs } from '../../src/gcs/index.ts'
import { killObjectBackfills } from '../objects/kill-object-backfills.ts'
import { bucket, clientOf, gcsOfTest, optionsFor } from './gcs-of-test.ts'

/** More of them: `HEADWATER_KILLS=1000`. */
const kills = Number(process.env['HEADWATER_KILLS'] ?? 8)

it(`backfills into objects of GCS end as if nobody had killed them ${kills} times at random moments`, {
  timeout: 240_000 + kills * 10_000,
}, async () => {
  const server = await gcsOfTest()
  vi.stubEnv('GCS_OF_TEST', server.url)
  const beside = clientOf(server).bucket(bucket)
  await killObjectBackfills({
    script: new URL('children/backfill-objects.ts', import.meta.url),
    kills,
    ioAt: (prefix) => gcs({ ...optionsFor(server), prefix }).json(),
    beside: {
      keys: async (prefix) => (await beside.getFiles({ prefix }))[0].map(({ name }) => name),
      get: async (key) => (await beside.file(key).download())[0],
    },
  })
})
