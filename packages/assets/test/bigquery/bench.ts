import { BigQuery, type BigQueryOptions } from '@google-cloud/bigquery'
import type { Staged, Store } from '@headwater/core/io'
import { type BigQueryServer, startBigQuery } from '@headwater/testkit'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { bigquery, type BigQueryWarehouse } from '../../src/bigquery/index.ts'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'

const authClient = {
  getRequestHeaders: async () => new Headers({ authorization: 'Bearer test' }),
} as unknown as NonNullable<BigQueryOptions['authClient']>

/** An emulator for the tests of a file. */
export function serverOfFile(): { readonly server: () => BigQueryServer; readonly client: () => BigQuery } {
  let server: BigQueryServer | undefined
  const started = () => server ?? unstarted()
  beforeAll(async () => {
    server = await startBigQuery()
  })
  afterEach(() => started().faults.clear())
  afterAll(() => started().close())
  return {
    server: started,
    client: () =>
      new BigQuery({ projectId: started().projectId, apiEndpoint: started().url, authClient, autoRetry: false }),
  }
}

let datasets = 0

/** A dataset of its own, with the words that the tests are written in. */
export class Bench {
  readonly dataset: string
  readonly client: BigQuery
  readonly warehouse: BigQueryWarehouse
  readonly store: Store
  readonly #rowSchema: ReturnType<typeof placeOf>['rowSchema']

  private constructor(server: BigQueryServer, client: BigQuery, rowSchema: Bench['rowSchema']) {
    datasets += 1
    this.dataset = `d${datasets}`
    this.client = client
    this.warehouse = bigquery({ dataset: this.dataset, projectId: server.projectId, apiEndpoint: server.url })
    this.store = storeOf(this.warehouse)
    this.#rowSchema = rowSchema
  }

  static async of({ server, client }: ReturnType<typeof serverOfFile>, rowSchema?: Bench['rowSchema']): Promise<Bench> {
    const bench = new Bench(server(), client(), rowSchema)
    await bench.client.createDataset(bench.dataset)
    return bench
  }

  get rowSchema(): ReturnType<typeof placeOf>['rowSchema'] {
    return this.#rowSchema
  }

  /** Another store over the same dataset, as another process would have it. */
  reopened(): Store {
    return storeOf(bigquery({ dataset: this.dataset, client: this.client }))
  }

  stage(
    run: number,
    values: { readonly [partition: string]: unknown },
    asset = 'market/prices',
  ): Promise<readonly Staged[]> {
    return this.store.stage(
      Object.entries(values).map(([partition, value]) => ({
        value,
        at: placeOf(asset, partition || null, attemptOf(run), this.#rowSchema),
      })),
    )
  }

  async publish(
    run: number,
    values: { readonly [partition: string]: unknown },
    asset?: string,
  ): Promise<readonly Staged[]> {
    return this.store.publish(await this.stage(run, values, asset), attemptOf(run))
  }

  async rows(sql: string): Promise<readonly object[]> {
    return (await this.client.query({ query: sql, defaultDataset: { datasetId: this.dataset } }))[0]
  }

  async valuesOf(staged: readonly Staged[], store = this.store): Promise<readonly unknown[]> {
    const read = staged.map(({ location, asset, partition }) => store.read(location, { asset, partition }))
    return (await Promise.all(read)).map(({ value }) => value)
  }
}

function storeOf(warehouse: BigQueryWarehouse): Store {
  return warehouse.table().store ?? unstarted()
}

function unstarted(): never {
  throw new Error('the bench is not ready')
}
