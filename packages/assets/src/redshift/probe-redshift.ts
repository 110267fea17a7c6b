import { type Probe, probed } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import { probeTables, type Using } from '../tables/probe-tables.ts'
import type { TableSession } from '../tables/table-session.ts'

const columns: readonly Column[] = [{ name: 'n', kind: 'integer', nullable: false, absent: false }]

/** See `StoreHome.probe`: tables as in every database, and a row on its way through the bucket. */
export async function probeRedshift(using: Using): Promise<readonly Probe[]> {
  const probes = await probeTables(using)
  if (probes.some(({ ok }) => !ok)) return probes
  return [...probes, await probed('loads a row from S3 by its role', () => using(tryLoad))]
}

/** Its temporary table is gone when the transaction ends, one way or the other. */
async function tryLoad(session: TableSession): Promise<undefined> {
  return session.transaction(async () => {
    await session.run('create temp table headwater_probe (n bigint)')
    await session.append({ schema: '', table: 'headwater_probe' }, { columns, partitioned: false }, [
      { rows: [{ n: 1 }] },
    ])
    const [row] = await session.rows('select n from headwater_probe')
    if (row?.['n'] !== 1) throw new Error('a row that was loaded was read back otherwise')
    return undefined
  })
}
