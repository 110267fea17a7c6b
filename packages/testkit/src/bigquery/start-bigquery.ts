import { type FaultKind, Faults } from '../faults/faults.ts'
import { GoogleError } from '../google/google-error.ts'
import { serveGoogle } from '../google/serve-google.ts'
import { Catalog } from './catalog.ts'
import { Database } from './database.ts'
import { readGcsObjects } from './gcs-objects.ts'
import { jobRoutes } from './job-routes.ts'
import { Jobs } from './jobs.ts'
import { TableConflicts } from './table-conflicts.ts'
import { datasetRoutes, tableRoutes } from './table-routes.ts'

export interface BigQueryServerOptions {
  /** The one project that it has. Default: `test-project`. */
  readonly projectId?: string | undefined
  /** Where `gs://` addresses of load jobs lie, see `startGcs`. Absent: such jobs fail. */
  readonly gcs?: { readonly url: string } | undefined
}

/** What can go wrong beside `FaultKind`: `quota` (403 `quotaExceeded`), `denied` (403 `accessDenied`), `unauthorized` (401). */
export type BigQueryFaultKind = FaultKind | 'quota' | 'denied' | 'unauthorized'

/** An emulator of BigQuery on 127.0.0.1. */
export interface BigQueryServer {
  /** `http://127.0.0.1:<port>`, for `apiEndpoint` of a BigQuery client. */
  readonly url: string
  readonly projectId: string
  /** What shall go wrong with the next requests. */
  readonly faults: Faults<BigQueryFaultKind>
  /** Ends all connections and forgets all tables. */
  close(): Promise<void>
}

/**
 * Starts an emulator of BigQuery's REST API v2 over a DuckDB in memory, for tests: datasets, tables, load jobs (CSV,
 * NDJSON, Parquet; uploaded or from a GCS emulator; into one partition by `table$20260301`), queries with parameters,
 * scripts with transactions, dry runs, pages of results, inserted rows, and tables that are altered: columns come and go,
 * descriptions change. Jobs run at the same time, each over its own
 * snapshot. Any login will do, but the client needs one to upload.
 *
 * GoogleSQL is translated to DuckDB's SQL: what has no translation fails with `invalidQuery` and says so. It does not
 * prove: GoogleSQL's rules of types, which are stricter than DuckDB's; that NaN equals nothing, itself included, which it does
 * here; names of datasets and tables that differ in case alone, which are one here; permissions, quotas, costs, and the
 * speed of anything. Of two transactions that change one table the later one is undone, and a statement that changes more
 * than 4,000 partitions is refused, as BigQuery documents both.
 *
 * @example
 * const server = await startBigQuery()
 * const client = new BigQuery({ apiEndpoint: server.url, projectId: server.projectId, authClient })
 */
export async function startBigQuery({
  projectId = 'test-project',
  gcs,
}: BigQueryServerOptions = {}): Promise<BigQueryServer> {
  const database = await Database.open()
  const catalog = new Catalog(database)
  const jobs = new Jobs(projectId)
  const faults = new Faults<BigQueryFaultKind>()
  const objects = (uris: readonly string[]) => readGcsObjects(gcs, uris)
  const place = { projectId, database, catalog, jobs, objects, conflicts: new TableConflicts(projectId) }
  const routes = [...datasetRoutes(place), ...tableRoutes(place), ...jobRoutes(place)]
  const served = await serveGoogle({ routes, faults, errorOf })
  const close = async () => {
    await served.close()
    await jobs.settle()
    database.close()
  }
  return { url: served.url, projectId, faults, close }
}

const refusals: { readonly [K in BigQueryFaultKind]?: readonly [status: number, reason: string, message: string] } = {
  'rate-limit': [403, 'rateLimitExceeded', 'Exceeded rate limits: too many api requests per user per method'],
  unavailable: [503, 'backendError', 'Error encountered during execution. Retrying may solve the problem.'],
  quota: [403, 'quotaExceeded', 'Quota exceeded: Your project exceeded quota for free query bytes scanned.'],
  denied: [403, 'accessDenied', 'Access Denied: Project: User does not have bigquery.jobs.create permission.'],
  unauthorized: [401, 'authError', 'Request had invalid authentication credentials.'],
}

function errorOf(kind: BigQueryFaultKind): GoogleError | undefined {
  const refusal = refusals[kind]
  return refusal && new GoogleError(...refusal)
}
