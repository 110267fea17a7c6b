import { BigQuery } from '@google-cloud/bigquery'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { type BigQueryServer, startBigQuery } from '../../src/bigquery/index.ts'
import { type GcsServer, startGcs } from '../../src/gcs/index.ts'
import { loginOfTest } from '../google-login.ts'

/** Servers for the tests of a file, and the official client of BigQuery with a dataset `stg`. */
export interface Bench {
  server: BigQueryServer
  gcs: GcsServer
  client: BigQuery
}

/** The address of a server that others have made, against which `npm run test:integration` runs these tests. */
const given = process.env['HEADWATER_BIGQUERY_URL']

/** Faults can be asked of our own emulator alone, and it alone reads from our emulator of GCS. */
export const isEmulated = given === undefined

export function benchOfFile(): Bench {
  const bench = {} as Bench
  if (given === undefined) startEmulators(bench)
  else {
    const projectId = `project-${randomUUID()}`
    bench.client = new BigQuery({ projectId, apiEndpoint: given, authClient: loginOfTest() })
  }
  beforeAll(() => bench.client.createDataset('stg'))
  return bench
}

function startEmulators(bench: Bench): void {
  beforeAll(async () => {
    bench.gcs = await startGcs()
    bench.server = await startBigQuery({ projectId: 'my-project', gcs: bench.gcs })
    const { url: apiEndpoint, projectId } = bench.server
    bench.client = new BigQuery({ projectId, apiEndpoint, authClient: loginOfTest() })
  })
  afterAll(async () => {
    await bench.server.close()
    await bench.gcs.close()
  })
}

/** The code and reason that a call is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'none'
  } catch (error) {
    const { code, errors } = error as {
      readonly code?: number
      readonly errors?: readonly { readonly reason?: string }[]
    }
    return `${code} ${errors?.[0]?.reason}`
  }
}
