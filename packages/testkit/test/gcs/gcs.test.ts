import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startGcs } from '../../src/gcs/index.ts'
import { GcsBench, statusOf } from './client.ts'
import { gcsChecks } from './gcs-checks.ts'

const gcs = await startGcs()
afterAll(() => gcs.close())
afterEach(() => gcs.faults.clear())
const bench = new GcsBench(gcs.url)

gcsChecks(bench)

describe('faults', () => {
  it('are told in the words of GCS', async () => {
    gcs.faults.next({ do: 'rate-limit' })
    await expect(bench.bucket.file('a').getMetadata()).rejects.toMatchObject({
      code: 429,
      errors: [{ reason: 'rateLimitExceeded' }],
    })
  })

  it('refuse a request before anything has happened', async () => {
    gcs.faults.next({ do: 'unavailable', match: { method: 'POST' } })
    gcs.faults.next({ do: 'drop-before', match: { method: 'POST' } })
    const write = () => bench.bucket.file('a').save('1', { resumable: false })
    expect([await statusOf(write()), await statusOf(write())]).toEqual([503, 'ECONNRESET'])
    expect(await bench.bucket.file('a').exists()).toEqual([false])
  })

  it('lose the reply to an upload that arrived', async () => {
    gcs.faults.next({ do: 'drop-after', match: { method: 'POST', path: '/upload/' } })
    const write = () =>
      bench.bucket.file('a').save('1', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } })
    expect(await statusOf(write())).toBe('ECONNRESET')
    expect(await bench.text('a')).toBe('1')
    expect(await statusOf(write())).toBe(412)
  })

  it('happen as often as is said, to the requests that are meant', async () => {
    gcs.faults.next({ do: 'unavailable', match: { method: 'GET', path: /\/o\/a$/ }, times: 2 })
    const status = async (name: string) =>
      (await fetch(`${gcs.url}/storage/v1/b/${bench.bucket.name}/o/${name}`)).status
    expect([await status('b'), await status('a'), await status('a'), await status('a')]).toEqual([404, 503, 503, 404])
    gcs.faults.next({ do: 'delay', ms: 30 })
    const before = performance.now()
    await status('a')
    expect(performance.now() - before).toBeGreaterThanOrEqual(29)
  })

  it('are no answer for what the emulator does not have', async () => {
    const reply = await fetch(`${gcs.url}/storage/v1/b/${bench.bucket.name}/notificationConfigs`)
    expect([reply.status, await reply.json()]).toMatchObject([
      501,
      { error: { errors: [{ reason: 'notImplemented' }] } },
    ])
  })
})
