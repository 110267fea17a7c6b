import type { Check, S3Bench } from './s3-bench.ts'

/** Finding buckets and objects. */
export function listingChecks(check: Check): void {
  check('finds a bucket that was made, alone and among all', async (bench) => {
    await bench.client.send(new bench.sdk.HeadBucketCommand({ Bucket: bench.bucket }))
    const { Buckets = [] } = await bench.client.send(new bench.sdk.ListBucketsCommand({}))
    bench.expect(Buckets.some(({ Name }) => Name === bench.bucket)).toEqual(true)
  })
  check('says that a bucket is not there', async (bench) => {
    bench.expect(await bench.endOf(bench.list({ Bucket: `${bench.bucket}-not` }))).toEqual('NoSuchBucket 404')
    const put = bench.put('a', 'a', { Bucket: `${bench.bucket}-not` })
    bench.expect(await bench.endOf(put)).toEqual('NoSuchBucket 404')
  })
  check('lists below a prefix, and groups by a delimiter', async (bench) => {
    await putDays(bench)
    const { CommonPrefixes, Contents, KeyCount } = await bench.list({ Prefix: 'p/', Delimiter: '/' })
    bench.expect(CommonPrefixes).toEqual([{ Prefix: 'p/dt=1/' }, { Prefix: 'p/dt=2/' }])
    bench.expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['p/z', 3]])
    bench.expect(KeyCount).toEqual(3)
  })
  check('lists page by page', async (bench) => {
    await putDays(bench)
    const found: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await bench.list({ Prefix: 'p/', MaxKeys: 1, ContinuationToken: token })
      const keys = (page.Contents ?? []).map(({ Key }) => Key)
      // A page may be empty: that there is another one does not say that something is on it.
      bench.expect([page.KeyCount, keys.length <= 1]).toEqual([keys.length, true])
      found.push(...keys)
      token = page.NextContinuationToken
    } while (token !== undefined)
    bench.expect(found).toEqual(days)
  })
  check('lists what comes after a key', async (bench) => {
    await putDays(bench)
    bench.expect(await bench.keys({ Prefix: 'p/', StartAfter: 'p/dt=2/x' })).toEqual(['p/dt=2/y', 'p/z'])
  })
}

const days = ['p/dt=1/x', 'p/dt=2/x', 'p/dt=2/y', 'p/z']

async function putDays(bench: S3Bench): Promise<void> {
  for (const key of [...days, 'other']) await bench.put(key, key)
}
