import { expect, it } from 'vitest'
import { duckdb } from '../../src/duckdb/index.ts'
import { checkWriteMode, type Write } from '../../src/sql/index.ts'

const modes = duckdb({ path: ':memory:' }).writeModes
const check =
  (write: Write, partitioned = false) =>
  () =>
    checkWriteMode({ asset: 'a/b', write, partitioned, modes })

it('refuses a write mode that a warehouse does not have when the asset is defined', () => {
  const write: Write = { mode: 'merge', on: ['a'] }
  const replacing = () => checkWriteMode({ asset: 'a/b', write, partitioned: false, modes: ['replace'] })
  expect(replacing).toThrow(/`a\/b` is written by `merge`.*it has replace/)
})

it('refuses versions of partitioned assets', () => {
  expect(check({ mode: 'scd2', on: ['a'], from: 'b', to: 'c' }, true)).toThrow(
    /the versions of one key belong together/,
  )
})

it('refuses views of partitioned assets', () => {
  expect(check({ mode: 'view' }, true)).toThrow(/a view holds no partitions/)
})

it('lets the others through', () => {
  expect(check({ mode: 'view' })).not.toThrow()
  expect(check({ mode: 'delete-insert', by: 'day' }, true)).not.toThrow()
  expect(check({ mode: 'scd2', on: ['a'], from: 'b', to: 'c' })).not.toThrow()
  expect(check({ mode: 'changes', on: ['a'], sequence: 'b', deleted: 'c' }, true)).not.toThrow()
})
