import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type GcsBench, statusOf } from './client.ts'

/** What is asked of every server of GCS. */
export function gcsChecks(bench: GcsBench): void {
  describe('buckets', () => {
    it('are made, found, listed and removed', async () => {
      expect(await bench.bucket.exists()).toEqual([true])
      expect((await bench.storage.getBuckets())[0].map(({ name }) => name)).toContain(bench.bucket.name)
      await bench.bucket.delete()
      expect(await bench.bucket.exists()).toEqual([false])
    })

    it('are not removed while something is in them', async () => {
      await bench.bucket.file('a').save('1', { resumable: false })
      expect(await statusOf(bench.bucket.delete())).toBe(409)
      expect(await bench.text('a')).toBe('1')
    })

    it('are not made twice', async () => {
      expect(await statusOf(bench.storage.createBucket(bench.bucket.name))).toBe(409)
    })
  })

  describe('uploads', () => {
    it.each([false, true])('arrive whole (resumable: %s)', async (resumable) => {
      await bench.bucket.file('raw/ä b/c.json').save('{"a":1}', { resumable })
      expect(await bench.text('raw/ä b/c.json')).toBe('{"a":1}')
      const [metadata] = await bench.bucket.file('raw/ä b/c.json').getMetadata()
      expect(metadata).toMatchObject({ size: '7', md5Hash: 'u2y1xo30ZSlByvZSo2by2A==' })
    })

    it.each([false, true])('keep their content type (resumable: %s)', async (resumable) => {
      await bench.bucket.file('a').save('{"a":1}', { resumable, contentType: 'application/json' })
      const [metadata] = await bench.bucket.file('a').getMetadata()
      expect(metadata.contentType).toBe('application/json')
    })

    it('arrive whole in chunks', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'headwater-gcs-'))
      try {
        const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251))
        writeFileSync(join(folder, 'big.bin'), content)
        await bench.bucket.upload(join(folder, 'big.bin'), {
          destination: 'big.bin',
          chunkSize: 256 * 1024,
          resumable: true,
        })
        expect((await bench.bucket.file('big.bin').download())[0].equals(content)).toBe(true)
      } finally {
        rmSync(folder, { recursive: true })
      }
    })

    it('arrive empty', async () => {
      await bench.bucket.file('empty').save('', { resumable: false })
      expect(await bench.text('empty')).toBe('')
    })

    it('are refused when their checksum says otherwise', async () => {
      const metadata = { crc32c: 'AAAAAA==' }
      expect(await statusOf(bench.bucket.file('a').save('1', { resumable: false, metadata, validation: false }))).toBe(
        400,
      )
      expect(await bench.bucket.file('a').exists()).toEqual([false])
    })

    it('tell CRC-32C as RFC 3720 has it', async () => {
      await bench.bucket.file('zeros').save(Buffer.alloc(32), { resumable: false })
      const [{ crc32c }] = await bench.bucket.file('zeros').getMetadata()
      expect(Buffer.from(String(crc32c), 'base64').toString('hex')).toBe('8a9136aa')
    })
  })

  describe('preconditions', () => {
    const onlyNew = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }

    it('let one of many writers make an object', async () => {
      const writes = Array.from({ length: 20 }, (_, index) =>
        statusOf(bench.bucket.file('lock').save(`${index}`, onlyNew)),
      )
      const statuses = await Promise.all(writes)
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
      expect(new Set(statuses)).toEqual(new Set([200, 412]))
      expect(await bench.text('lock')).toBe(String(statuses.indexOf(200)))
    })

    it('hold for resumable uploads too', async () => {
      await bench.bucket.file('a').save('1', onlyNew)
      expect(await statusOf(bench.bucket.file('a').save('2', { ...onlyNew, resumable: true }))).toBe(412)
      expect(await bench.text('a')).toBe('1')
    })

    it('let a writer replace only what it has seen', async () => {
      await bench.bucket.file('a').save('1', { resumable: false })
      const [{ generation }] = await bench.bucket.file('a').getMetadata()
      const seen = { resumable: false, preconditionOpts: { ifGenerationMatch: Number(generation) } }
      await bench.bucket.file('a').save('2', seen)
      expect(await statusOf(bench.bucket.file('a').save('3', seen))).toBe(412)
      expect(await bench.text('a')).toBe('2')
      expect(await statusOf(bench.bucket.file('a', { generation: Number(generation) }).getMetadata())).toBe(404)
    })

    it('let a writer delete only what it has seen', async () => {
      await bench.bucket.file('a').save('1', { resumable: false })
      const [{ generation }] = await bench.bucket.file('a').getMetadata()
      await bench.bucket.file('a').save('2', { resumable: false })
      expect(await statusOf(bench.bucket.file('a').delete({ ifGenerationMatch: Number(generation) }))).toBe(412)
      expect(await bench.text('a')).toBe('2')
    })
  })

  describe('downloads', () => {
    it('give ranges', async () => {
      await bench.bucket.file('a').save('0123456789', { resumable: false })
      const [part] = await bench.bucket.file('a').download({ start: 2, end: 4, validation: false })
      expect(part.toString()).toBe('234')
      expect(await (await fetch(media('a'), { headers: { range: 'bytes=-3' } })).text()).toBe('789')
      expect((await fetch(media('a'), { headers: { range: 'bytes=10-' } })).status).toBe(416)
    })

    it('refuse what is not there', async () => {
      expect(await statusOf(bench.bucket.file('none').download())).toBe(404)
      expect(await statusOf(bench.storage.bucket('no-such-bucket').file('a').getMetadata())).toBe(404)
    })

    const media = (name: string) => `${bench.storage.apiEndpoint}/storage/v1/b/${bench.bucket.name}/o/${name}?alt=media`
  })

  describe('objects', () => {
    it('are listed by prefix and page by page, in the order of their names', async () => {
      await putAll()
      const names = async (query: object) => (await bench.bucket.getFiles(query))[0].map(({ name }) => name)
      expect(await names({})).toEqual(['other', 'raw/1/a', 'raw/2/b', 'raw/top'])
      expect(await names({ prefix: 'raw/', maxResults: 1 })).toEqual(['raw/1/a'])
      expect(await names({ prefix: 'raw/', autoPaginate: true })).toEqual(['raw/1/a', 'raw/2/b', 'raw/top'])
    })

    it('are folded at a delimiter, where a page counts what is folded', async () => {
      await putAll()
      const query = { prefix: 'raw/', delimiter: '/', maxResults: 2, autoPaginate: false }
      const [files, next, reply] = await bench.bucket.getFiles(query)
      expect([files.map(({ name }) => name), reply]).toMatchObject([[], { prefixes: ['raw/1/', 'raw/2/'] }])
      const [rest] = await bench.bucket.getFiles(next ?? {})
      expect(rest.map(({ name }) => name)).toEqual(['raw/top'])
    })

    it('are copied, described and deleted', async () => {
      await bench.bucket.file('a').save('1', { resumable: false, contentType: 'text/plain' })
      await bench.bucket.file('a').copy(bench.bucket.file('b'))
      await bench.bucket.file('b').setMetadata({ metadata: { run: 'r1' } })
      const [metadata] = await bench.bucket.file('b').getMetadata()
      expect(metadata).toMatchObject({ contentType: 'text/plain', metadata: { run: 'r1' } })
      await bench.bucket.file('a').delete()
      expect([await bench.bucket.file('a').exists(), await bench.text('b')]).toEqual([[false], '1'])
      expect(await statusOf(bench.bucket.file('a').delete())).toBe(404)
    })

    it('count how often they were described', async () => {
      await bench.bucket.file('a').save('1', { resumable: false })
      await bench.bucket.file('a').setMetadata({ metadata: { run: 'r1' } })
      expect((await bench.bucket.file('a').getMetadata())[0].metageneration).toBe('2')
    })

    async function putAll(): Promise<void> {
      for (const name of ['raw/2/b', 'raw/1/a', 'raw/top', 'other']) {
        await bench.bucket.file(name).save('', { resumable: false })
      }
    }
  })
}
