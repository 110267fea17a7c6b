import { profile } from '@headwater/core'
import { duckdb, files, postgres, s3 } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { loadPeer } from '../src/load-peer.ts'

describe('a driver of a later release', () => {
  test('says so when it is used, and what there is instead', () => {
    expect(() => s3({ bucket: 'prices' })).toThrow("`s3({ bucket: 'prices' })` is not in this release")
    expect(() => postgres({ url: 'postgres://me:secret@host/db' })).toThrow(
      expect.objectContaining({
        code: 'DRIVER_UNAVAILABLE',
        message: expect.not.stringContaining('secret'),
        hint: expect.stringContaining('`duckdb({ path })`'),
      }),
    )
  })

  test('may stand in a profile that is not chosen', () => {
    const stores = (name: string) =>
      profile(name, {
        embedded: () => ({ lake: files({ root: 'lake' }), warehouse: duckdb({ path: ':memory:' }) }),
        production: () => ({ lake: s3({ bucket: 'prices' }), warehouse: postgres({ url: '' }) }),
      })
    expect(stores('embedded').warehouse.name).toBe('duckdb(:memory:)')
    expect(() => stores('production')).toThrow(expect.objectContaining({ code: 'DRIVER_UNAVAILABLE' }))
  })
})

describe('an optional package', () => {
  test('is handed over when it is there', async () => {
    const module = await loadPeer('node:path', 'arrow()', () => import('node:path'))
    expect(module.sep).toBeTypeOf('string')
  })

  test('is named, with who needs it and how to install it, when it is not', async () => {
    const name = 'no-such-package'
    await expect(loadPeer(name, 'arrow()', () => import(name))).rejects.toMatchObject({
      code: 'PACKAGE_MISSING',
      message: '`arrow()` needs the package `no-such-package`, which cannot be loaded here',
      hint: 'Install it: npm install no-such-package',
    })
  })
})
