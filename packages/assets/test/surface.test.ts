import * as assets from '@headwater/assets'
import { expect, test } from 'vitest'

test('@headwater/assets exports these names, and no others', () => {
  expect(Object.keys(assets).toSorted()).toEqual([
    'accepted',
    'aliased',
    'arrow',
    'batches',
    'between',
    'duckdb',
    'files',
    'fresh',
    'modelAsset',
    'noGaps',
    'notNull',
    'positive',
    'postgres',
    'processAsset',
    'reference',
    'rowCount',
    's3',
    'sqlAsset',
    'sqlCheck',
    'unique',
  ])
})
