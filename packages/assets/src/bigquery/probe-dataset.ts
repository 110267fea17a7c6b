import { clockProbe, type Probe, probed } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { dropTable } from './asset-table.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { loadStage } from './load-stage.ts'
import { ownPrefix, qualified } from './table-location.ts'

/**
 * Tries what publications rely on, with a table of its own that is gone afterwards: load jobs, queries, transactions, and
 * the clock. Nothing is begun any more once `signal` is aborted.
 */
export async function probeDataset(service: BigQueryService, signal: AbortSignal): Promise<readonly Probe[]> {
  const place = { dataset: service.dataset, table: `${ownPrefix}probe_${randomBytes(8).toString('hex')}` }
  const columns = [{ name: 'number', kind: 'integer', nullable: false, absent: false }] as const
  const probes: Probe[] = []
  const attempt = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    const probe = await probed(what, async () => {
      signal.throwIfAborted()
      await work()
      return undefined
    })
    probes.push(probe)
    return probe.ok
  }
  const at = { asset: 'probe', partition: null, dimensions: {}, attempt: { id: 'probe', runId: 'probe', token: 0 } }
  const isLoaded = await attempt('loads rows', async () => {
    await loadStage(service, place, { columns }, [{ value: [{ number: 1 }], at }])
  })
  if (!isLoaded) return probes
  const change = `UPDATE ${qualified(place)} SET number = number + 1 WHERE TRUE`
  await attempt('changes rows in a transaction', async () => {
    await service.query({ what: 'a transaction', sql: `BEGIN TRANSACTION;\n${change};\nCOMMIT TRANSACTION` })
  })
  await attempt('reads rows back', async () => {
    const asked = Date.now()
    const sql = `SELECT number, UNIX_MILLIS(CURRENT_TIMESTAMP()) AS now FROM ${qualified(place)}`
    const [row] = await service.query({ what: 'a query', sql })
    probes.push(clockProbe(Number(row?.[1]), asked, Date.now()))
    if (row?.[0] !== '2') throw new Error(`${String(row?.[0])} came back where 2 was written`)
  })
  await attempt('drops tables', () => dropTable(service, place))
  return probes
}
