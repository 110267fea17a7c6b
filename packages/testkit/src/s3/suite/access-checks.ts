import type { Check, S3Bench } from './s3-bench.ts'

/** Who may do something, and by which address. */
export function accessChecks(check: Check): void {
  check('refuses a wrong secret', async (bench) => {
    const call = putWith(bench, { accessKeyId: bench.accessKeyId, secretAccessKey: 'wrong' })
    bench.expect(await bench.endOf(call)).toEqual('SignatureDoesNotMatch 403')
  })
  check('refuses an unknown key', async (bench) => {
    const call = putWith(bench, { accessKeyId: 'nobody', secretAccessKey: 'wrong' })
    bench.expect(await bench.endOf(call)).toEqual('InvalidAccessKeyId 403')
  })
  check('refuses a client whose clock is wrong', async (bench) => {
    const client = bench.clientWith({ systemClockOffset: 3_600_000 })
    const call = client.send(new bench.sdk.GetObjectCommand({ Bucket: bench.bucket, Key: 'x' }))
    bench.expect(await bench.endOf(call)).toEqual('RequestTimeTooSkewed 403')
  })
  check('lets whoever has a presigned address read', async (bench) => {
    await bench.put('shared', 'content')
    const reply = await fetch(await presigned(bench, 'GET', 'shared', 60))
    bench.expect([reply.status, await reply.text()]).toEqual([200, 'content'])
  })
  check('lets whoever has a presigned address write', async (bench) => {
    const reply = await fetch(await presigned(bench, 'PUT', 'shared', 60), { method: 'PUT', body: 'by address' })
    bench.expect(reply.status).toEqual(200)
    bench.expect(await bench.text('shared')).toEqual('by address')
  })
  check('refuses a presigned address that somebody changed', async (bench) => {
    await bench.put('secret', 'content')
    const address = (await presigned(bench, 'GET', 'shared', 60)).replace('/shared', '/secret')
    bench.expect((await fetch(address)).status).toEqual(403)
  })
  check('can be called without path style where the host is an address', async (bench) => {
    await bench.put('a', 'content')
    const client = bench.clientWith({ forcePathStyle: false })
    const { Body } = await client.send(new bench.sdk.GetObjectCommand({ Bucket: bench.bucket, Key: 'a' }))
    bench.expect(await Body?.transformToString()).toEqual('content')
  })
}

function putWith(bench: S3Bench, credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const client = bench.clientWith({ credentials })
  return client.send(new bench.sdk.PutObjectCommand({ Bucket: bench.bucket, Key: 'x', Body: 'x' }))
}

/** The part of the SDK's signer that its types leave out. */
interface Presigner {
  presign(request: object, options: object): Promise<{ readonly query: { readonly [name: string]: string } }>
}

async function presigned(bench: S3Bench, method: string, key: string, expiresIn: number): Promise<string> {
  const { protocol, hostname, port, host, origin } = bench.url
  const path = `/${bench.bucket}/${key}`
  const signer = (await bench.client.config.signer()) as unknown as Presigner
  const request = {
    method,
    protocol,
    hostname,
    port: Number(port),
    path,
    query: {},
    headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  }
  const options = { expiresIn, unhoistableHeaders: new Set<string>() }
  const { query } = await signer.presign(request, options)
  return `${origin}${path}?${new URLSearchParams({ ...query })}`
}
