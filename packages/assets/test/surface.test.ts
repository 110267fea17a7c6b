import * as assets from '@headwater/assets'
import { expect, test } from 'vitest'

test('@headwater/assets exports these names, and no others', () => {
  expect(Object.keys(assets).toSorted()).toEqual([
    'ColumnBatch',
    'accepted',
    'aliased',
    'arrow',
    'batches',
    'between',
    'bigquery',
    'columnar',
    'duckdb',
    'files',
    'fresh',
    'gcs',
    'modelAsset',
    'noGaps',
    'notNull',
    'pattern',
    'positive',
    'postgres',
    'postgresState',
    'processAsset',
    'redshift',
    'reference',
    'references',
    'rowCount',
    's3',
    'sqlAsset',
    'sqlCheck',
    'sqlFile',
    'stream',
    'unique',
  ])
})
