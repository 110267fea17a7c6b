import { profile } from '@headwater/core'
import { duckdb, files, postgres, s3 } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { loadPeer } from '../src/load-peer.ts'

test('drivers stand in a profile without being looked at, until one is used', () => {
  const stores = (name: string) =>
    profile(name, {
      embedded: () => ({ lake: files({ root: 'lake' }), warehouse: duckdb({ path: ':memory:' }) }),
      production: () => ({ lake: s3({ bucket: 'prices' }), warehouse: postgres({ url: '' }) }),
    })
  expect(stores('embedded').warehouse.name).toBe('duckdb(:memory:)')
  expect(stores('production').warehouse.name).toMatch(/^postgres\(/)
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
