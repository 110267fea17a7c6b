import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'

const script = fileURLToPath(new URL('./children/define-api.ts', import.meta.url))

test('what the API examples declare is sound at run time too, and defining it writes nothing', async () => {
  const cwd = await temporaryFolder()
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd })
  const [example = [], usage = []] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as readonly string[])
  expect(example.toSorted()).toEqual([
    'erp/companies',
    'features/sma',
    'market/dim_company',
    'market/fct_prices',
    'market/stg_prices',
    'raw/quote',
  ])
  expect(usage.toSorted()).toEqual(
    [...example, 'by/AAPL', 'by/MSFT', 'ema', 'later', 'ml/test', 'ml/train', 'notify', 'sum'].toSorted(),
  )
  expect(['lake', 'w.duckdb', 'warehouse.duckdb', '.headwater'].filter((name) => existsSync(join(cwd, name)))).toEqual(
    [],
  )
})
