import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digest, writeDurably } from '@headwater/core/io'
import { describe, expect, it } from 'vitest'
import { canMount, mountedFolder } from './mounted-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'

const bytes = (text: string) => [Buffer.from(text)]

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()
}

describe('writeDurably', () => {
  it('writes files of several pieces below folders that it makes, and tells size and digest', async () => {
    const root = join(await temporaryFolder(), 'new/root')
    const files = [
      { path: 'a/b/one.txt', content: () => [Buffer.from('he'), Buffer.from('llo')] },
      { path: 'two.txt', content: async () => bytes('') },
    ]
    expect(await writeDurably(root, files)).toEqual([
      { bytes: 5, digest: digest('hello') },
      { bytes: 0, digest: digest('') },
    ])
    expect(await readFile(join(root, 'a/b/one.txt'), 'utf8')).toBe('hello')
    expect((await stat(join(root, 'two.txt'))).mode & 0o777).toBe(0o444)
    expect(await filesIn(root)).toEqual(['one.txt', 'two.txt'])
  })

  it('leaves nothing of a batch behind when one content throws half-way, and throws just that', async () => {
    const root = await temporaryFolder()
    const broken = new Error('no such bar')
    const files = Array.from({ length: 40 }, (_, index) => ({
      path: `${index}.txt`,
      content: function* () {
        yield Buffer.from('begun')
        if (index === 30) throw broken
      },
    }))
    await expect(writeDurably(root, files)).rejects.toBe(broken)
    expect(await filesIn(root)).toEqual([])
  })

  it('leaves a file alone that is there already, and says so', async () => {
    const root = await temporaryFolder()
    await writeDurably(root, [{ path: 'a.txt', content: () => bytes('first') }])
    const again = writeDurably(root, [{ path: 'a.txt', content: () => bytes('second') }])
    await expect(again).rejects.toMatchObject({ code: 'IO_FAILED', cause: { code: 'EEXIST' } })
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('first')
  })

  it('names the path and keeps the cause when a folder on the way is a file', async () => {
    const root = await temporaryFolder()
    await writeFile(join(root, 'file'), '')
    await expect(writeDurably(root, [{ path: 'file/a.txt', content: () => bytes('x') }])).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining(join(root, 'file')),
      cause: { code: 'EEXIST' },
    })
  })

  it('says that a folder is read-only for this user', async () => {
    const root = await temporaryFolder()
    await chmod(root, 0o555)
    await expect(
      asOrdinaryUser(() => writeDurably(root, [{ path: 'a.txt', content: () => bytes('x') }])),
    ).rejects.toMatchObject({
      code: 'PATH_READ_ONLY',
      message: expect.stringContaining(join(root, 'a.txt')),
      cause: { code: 'EACCES' },
    })
    await expect(
      asOrdinaryUser(() => writeDurably(root, [{ path: 'new/a.txt', content: () => bytes('x') }])),
    ).rejects.toMatchObject({
      code: 'PATH_READ_ONLY',
      message: expect.stringContaining(join(root, 'new')),
    })
    expect(await filesIn(root)).toEqual([])
  })

  it.skipIf(!canMount)('says that a file system is mounted read-only', async () => {
    const root = await mountedFolder('ro')
    await expect(writeDurably(root, [{ path: 'a.txt', content: () => bytes('x') }])).rejects.toMatchObject({
      code: 'PATH_READ_ONLY',
      cause: { code: 'EROFS' },
    })
  })

  it.skipIf(!canMount)(
    'says that the disk is full, keeps what was there, and leaves nothing of the batch',
    async () => {
      const root = await mountedFolder('size=256k')
      await writeDurably(root, [{ path: 'old.txt', content: () => bytes('old') }])
      const files = Array.from({ length: 8 }, (_, index) => ({
        path: `new/${index}`,
        content: () => [Buffer.alloc(64 << 10)],
      }))
      await expect(writeDurably(root, files)).rejects.toMatchObject({ code: 'DISK_FULL', cause: { code: 'ENOSPC' } })
      expect(await filesIn(root)).toEqual(['old.txt'])
      await writeDurably(root, [{ path: 'new/small', content: () => [Buffer.alloc(64 << 10)] }])
      expect(await filesIn(root)).toEqual(['old.txt', 'small'])
    },
  )
})

/** Permission bits do not stop root, so that root takes off its rights for the time of the call. */
async function asOrdinaryUser<T>(body: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return body()
  process.seteuid?.(65_534)
  try {
    return await body()
  } finally {
    process.seteuid?.(0)
  }
}
