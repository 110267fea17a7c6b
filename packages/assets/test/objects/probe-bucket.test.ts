import type { StoreHome } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { gcs } from '../../src/gcs/index.ts'
import { s3 } from '../../src/s3/index.ts'
import { clientOf, gcsOfTest, optionsFor as gcsOptionsFor } from '../gcs/gcs-of-test.ts'
import { BesideS3, optionsFor, s3OfTest } from '../s3/s3-of-test.ts'

const tried = [
  'writes',
  'reads back what was written',
  'refuses the second of two writers',
  'deletes',
  'has the same time',
]

async function findingsOf(home: StoreHome | undefined) {
  const probes = (await home?.probe?.(new AbortController().signal)) ?? []
  return probes.map(({ what, ok }) => [what, ok])
}

describe('a bucket that is tried', () => {
  it('of S3 can do all that commits rely on, and is left as it was', async () => {
    const server = await s3OfTest()
    const home = s3({ ...optionsFor(server), prefix: 'some/folder' }).json().store?.home
    expect(home?.name).toBe('s3://lake/some/folder/')
    expect(await findingsOf(home)).toEqual(tried.map((what) => [what, true]))
    expect(await new BesideS3(server).keys()).toEqual([])
  })

  it('of GCS can do so too', async () => {
    const server = await gcsOfTest()
    const home = gcs(gcsOptionsFor(server)).json().store?.home
    expect(home?.name).toBe('gs://lake/')
    expect(await findingsOf(home)).toEqual(tried.map((what) => [what, true]))
    const [files] = await clientOf(server).bucket('lake').getFiles()
    expect(files).toEqual([])
  })

  it('is found to write where a reply was lost on the way', async () => {
    const server = await s3OfTest()
    server.faults.next({ do: 'drop-after', match: { method: 'PUT' } })
    expect(await findingsOf(s3(optionsFor(server)).json().store?.home)).toEqual(tried.map((what) => [what, true]))
  })

  it('is found out when it is not there', async () => {
    const server = await s3OfTest()
    const home = s3({ ...optionsFor(server), bucket: 'nowhere' }).json().store?.home
    const [written, ...others] = (await home?.probe?.(new AbortController().signal)) ?? []
    expect(written).toMatchObject({ what: 'writes', ok: false, found: expect.stringContaining('BUCKET_MISSING') })
    expect(others).toEqual([])
  })
})
