import type { StagedQuery, StageOptions, StageQuery } from '../sql/warehouse.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { TableSources } from './table-sources.ts'
import { StageScript } from './stage-script.ts'
import type { StageTarget } from './stage-tables.ts'

/** As many queries as one script has, and letters: BigQuery takes a million of them. */
const [queriesAtOnce, lettersAtOnce] = [100, 600_000]

/**
 * Runs queries and stages their rows: see `SqlWarehouse.stageQueries`. Each script is a transaction over one snapshot; of
 * very many queries there are several, each of which says what it read.
 */
export async function stageQueries(
  home: BigQueryHome,
  queries: readonly StageQuery[],
  targetOf: (asset: string, table?: string) => StageTarget,
  { signal }: StageOptions,
): Promise<readonly StagedQuery[]> {
  const sources = new TableSources(home)
  const scripts: StageScript[] = []
  try {
    for (const query of queries) {
      const last = scripts.at(-1)
      const isFull = !last || last.size >= queriesAtOnce || last.letters >= lettersAtOnce
      const script = isFull ? new StageScript(home, sources, targetOf) : last
      if (isFull) scripts.push(script)
      await script.add(query)
    }
    const staged: StagedQuery[] = []
    for (const script of scripts) staged.push(...(await script.run(signal)))
    return staged
  } catch (error) {
    for (const script of scripts) await script.drop().catch(leaveToSweep)
    throw error
  } finally {
    await sources.drop().catch(leaveToSweep)
  }
}

/** What cannot be dropped now, the sweep of the attempt drops. */
function leaveToSweep(): void {}
