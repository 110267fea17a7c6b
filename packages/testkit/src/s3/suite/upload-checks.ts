import { randomBytes } from 'node:crypto'
import type { Check } from './s3-bench.ts'

const mebibyte = 2 ** 20

/** Objects that arrive in parts. */
export function uploadChecks(check: Check): void {
  check('puts an object together from parts', async (bench) => {
    const content = randomBytes(11 * mebibyte)
    const where = { Bucket: bench.bucket, Key: 'large' }
    const Metadata = { run: 'r1' }
    const { UploadId } = await bench.client.send(new bench.sdk.CreateMultipartUploadCommand({ ...where, Metadata }))
    const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = []
    for (const [index, Body] of [content.subarray(0, 5 * mebibyte), content.subarray(5 * mebibyte)].entries()) {
      const PartNumber = index + 1
      const part = new bench.sdk.UploadPartCommand({ ...where, UploadId, PartNumber, Body })
      Parts.push({ PartNumber, ETag: (await bench.client.send(part)).ETag })
    }
    const complete = { ...where, UploadId, IfNoneMatch: '*', MultipartUpload: { Parts } }
    await bench.client.send(new bench.sdk.CompleteMultipartUploadCommand(complete))
    bench.expect((await bench.bytes('large')).equals(content)).toEqual(true)
    const found = await bench.head('large')
    bench.expect([found.Metadata, found.ETag?.endsWith('-2"')]).toEqual([Metadata, true])
  })
  check('answers a completed upload with the ETag of the object', async (bench) => {
    const where = { Bucket: bench.bucket, Key: 'small' }
    const { UploadId } = await bench.client.send(new bench.sdk.CreateMultipartUploadCommand(where))
    const part = { ...where, UploadId, PartNumber: 1, Body: 'x' }
    const { ETag } = await bench.client.send(new bench.sdk.UploadPartCommand(part))
    const complete = { ...where, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
    const done = await bench.client.send(new bench.sdk.CompleteMultipartUploadCommand(complete))
    bench.expect(done.ETag).toEqual((await bench.head('small')).ETag)
  })
  check('takes a stream of unknown length through `Upload` of the SDK', async (bench) => {
    const { Upload } = await import('@aws-sdk/lib-storage')
    const content = randomBytes(11 * mebibyte)
    const Body = new Blob([content]).stream()
    await new Upload({ client: bench.client, params: { Bucket: bench.bucket, Key: 'upload', Body } }).done()
    bench.expect((await bench.bytes('upload')).equals(content)).toEqual(true)
  })
  check('forgets an upload that is aborted, and shows the others', async (bench) => {
    const where = { Bucket: bench.bucket }
    const begin = (Key: string) => bench.client.send(new bench.sdk.CreateMultipartUploadCommand({ ...where, Key }))
    await begin('p/kept')
    const { UploadId } = await begin('p/aborted')
    const aborted = { ...where, Key: 'p/aborted', UploadId }
    await bench.client.send(new bench.sdk.AbortMultipartUploadCommand(aborted))
    const list = new bench.sdk.ListMultipartUploadsCommand({ ...where, Prefix: 'p/' })
    const { Uploads = [] } = await bench.client.send(list)
    bench.expect(Uploads.map(({ Key }) => Key)).toEqual(['p/kept'])
    const part = new bench.sdk.UploadPartCommand({ ...aborted, PartNumber: 1, Body: 'x' })
    bench.expect(await bench.endOf(bench.client.send(part))).toEqual('NoSuchUpload 404')
  })
}
