import type { Check } from './s3-bench.ts'

/** Writes that hold only where nothing else was written: what exact commits are built on. */
export function conditionalChecks(check: Check): void {
  check('creates an object where there is none', async (bench) => {
    await bench.put('lock', '1', { IfNoneMatch: '*' })
    bench.expect(await bench.text('lock')).toEqual('1')
  })
  check('creates nothing over an object, and leaves that as it was', async (bench) => {
    await bench.put('lock', '1')
    bench.expect(await bench.endOf(bench.put('lock', '2', { IfNoneMatch: '*' }))).toEqual('PreconditionFailed 412')
    bench.expect(await bench.text('lock')).toEqual('1')
  })
  check('replaces an object of the named ETag', async (bench) => {
    const { ETag } = await bench.put('pointer', '1')
    await bench.put('pointer', '2', { IfMatch: ETag })
    bench.expect(await bench.text('pointer')).toEqual('2')
  })
  check('replaces no object of another ETag', async (bench) => {
    await bench.put('pointer', '1')
    const IfMatch = '"00000000000000000000000000000000"'
    bench.expect(await bench.endOf(bench.put('pointer', '2', { IfMatch }))).toEqual('PreconditionFailed 412')
    bench.expect(await bench.text('pointer')).toEqual('1')
  })
  check('lets one of twenty win that create an object at once', async (bench) => {
    const writers = Array.from({ length: 20 }, (_, index) => `writer ${index}`)
    const ends = await Promise.all(
      writers.map((writer) => bench.endOf(bench.put('race', writer, { IfNoneMatch: '*' }))),
    )
    bench.expect(ends.filter((end) => end === 'done').length).toEqual(1)
    bench.expect(ends.every((end) => /^done$| (?:412|409)$/.test(end))).toEqual(true)
    bench.expect(await bench.text('race')).toEqual(writers[ends.indexOf('done')])
  })
  check('completes no upload over an object that it is not to replace', async (bench) => {
    await bench.put('taken', 'first')
    const where = { Bucket: bench.bucket, Key: 'taken' }
    const { UploadId } = await bench.client.send(new bench.sdk.CreateMultipartUploadCommand(where))
    const part = { ...where, UploadId, PartNumber: 1, Body: 'second' }
    const { ETag } = await bench.client.send(new bench.sdk.UploadPartCommand(part))
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    const complete = { ...where, UploadId, IfNoneMatch: '*', MultipartUpload }
    const call = bench.client.send(new bench.sdk.CompleteMultipartUploadCommand(complete))
    bench.expect(await bench.endOf(call)).toEqual('PreconditionFailed 412')
    bench.expect(await bench.text('taken')).toEqual('first')
  })
}
