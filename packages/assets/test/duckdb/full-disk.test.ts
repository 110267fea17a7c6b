import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { canMount, mountedFolder } from '../../../core/test/io/mounted-folder.ts'
import { DuckDbFile, duckdb } from '../../src/duckdb/index.ts'
import { attemptOf, errorOf, placeOf } from './scratch.ts'

const rowSchema = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
} as const

it.skipIf(!canMount)(
  'a full disk is told, what was published stays, and there is room again once it is made',
  async () => {
    const folder = await mountedFolder('size=24m')
    const path = join(folder, 'tables.duckdb')
    const { store } = duckdb({ path })
    const publish = async (run: number, rows: readonly object[]) => {
      const attempt = attemptOf(run)
      return store.publish(
        await store.stage([{ value: rows, at: placeOf('notes', null, attempt, rowSchema) }]),
        attempt,
      )
    }
    try {
      const [old] = await publish(1, [{ text: 'old' }])
      // DuckDB itself needs room for its temporary files, or it takes memory.
      await writeFile(join(folder, 'ballast'), Buffer.alloc(16 << 20))
      const large = Array.from({ length: 400 }, (_, row) => ({ text: `${row} ${randomText()}` }))
      const error = await errorOf(publish(2, large))
      expect(error.code).toBe('DISK_FULL')
      expect(error.message).toContain(path)
      expect((await store.read(old!.location, { asset: 'notes', partition: null })).value).toEqual([{ text: 'old' }])
      await rm(join(folder, 'ballast'))
      const [now] = await publish(3, [{ text: 'new' }])
      expect((await store.read(now!.location, { asset: 'notes', partition: null })).value).toEqual([{ text: 'new' }])
    } finally {
      DuckDbFile.at(path).close()
    }
  },
)

/** 100 kB that no compression makes smaller. */
function randomText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64')
}
