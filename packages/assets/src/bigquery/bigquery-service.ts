import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { inTime } from '../in-time.ts'
import { apiField } from './api-field.ts'
import { failBigQuery, isConflict, isPassing, type Refusal, refusalOf } from './bigquery-failure.ts'
import type { Field } from './column-types.ts'
import { type BigQueryAccess, type BigQueryClient, loadBigQuery } from './load-bigquery.ts'
import { type Parameters, queryParameters } from './query-parameters.ts'
import type { LoadedFile, LoadedTable } from './loaded-table.ts'
import { maxTransactionTries, maxTries, pauseBefore } from './retry.ts'
import type { BigQueryTable } from './table-location.ts'

/** One request of the REST API v2, below the project. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/datasets/d/tables` */
  readonly uri: string
  readonly json?: object
  readonly qs?: { readonly [name: string]: string | number | boolean | undefined }
}

/** A query, or a script of several statements. */
export interface Query {
  /** What it is, as the subject of a message: `the publication of ...`. */
  readonly what: string
  readonly sql: string
  readonly parameters?: Parameters
  /** Without the number of the try behind it. Equal work has equal ids, so that it is done once. Absent: a random one. */
  readonly id?: string
  /** Cancels the query; its reason is thrown then. */
  readonly signal?: AbortSignal | undefined
}

/** What is known of a query before it runs. */
export interface DescribedQuery {
  /** `SELECT`, or `SCRIPT` for several statements. */
  readonly statementType: string
  readonly fields: readonly Field[]
}

/** A cell as it is sent: text, a list of cells, or the cells of a record. */
export type ApiCell =
  | string
  | null
  | readonly { readonly v: ApiCell }[]
  | { readonly f: readonly { readonly v: ApiCell }[] }

/** Rows of a query, or a page of them. */
export interface ApiTable {
  readonly fields: readonly Field[]
  readonly rows: readonly (readonly ApiCell[])[]
}

/** A row as it is sent. */
interface ApiRow {
  readonly f: readonly { readonly v: ApiCell }[]
}

interface JobWork {
  readonly start: (tryId: string) => Promise<void>
  readonly signal?: AbortSignal | undefined
}

const page = z.object({
  // A schema for every cell would take as long as all the rest; whoever reads a cell takes what is there.
  rows: z.custom<readonly ApiRow[]>(Array.isArray).optional(),
  schema: z.object({ fields: z.array(apiField).default([]) }).optional(),
  pageToken: z.string().optional(),
})
const dryRunResource = z.object({
  statistics: z.object({
    query: z.object({
      statementType: z.string().default(''),
      schema: z.object({ fields: z.array(apiField).default([]) }).default({ fields: [] }),
    }),
  }),
})
const datasetResource = z.object({ location: z.string().optional() })

/** Where a job runs; jobs outside of US and EU are found only by it. */
type JobPlace = { readonly location?: string }

const jobResource = z.object({
  status: z.object({
    state: z.string(),
    errorResult: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  }),
})

/**
 * The REST API of BigQuery, through the official client: its login, its transport, its uploads. All work is done by jobs
 * whose ids are chosen here, so that a request whose reply was lost can be sent again: the answer is then that there is
 * such a job, whose outcome is asked for.
 */
export class BigQueryService {
  /** The dataset of stages, and of tables whose names say no other. */
  readonly dataset: string
  readonly #access: BigQueryAccess
  #client: Promise<BigQueryClient> | undefined
  #located: Promise<JobPlace> | undefined

  constructor(dataset: string, access: BigQueryAccess) {
    this.dataset = dataset
    this.#access = access
  }

  /** Sends a request that may be sent twice. Throws BIGQUERY_ codes; what `allow` names is answered with undefined. */
  async request<T>(what: string, request: ApiRequest, schema: z.ZodType<T>, allow?: number): Promise<T | undefined> {
    for (let retry = 1; ; retry++) {
      try {
        return schema.parse(await this.#send(request))
      } catch (cause) {
        const refusal = refusalOf(cause)
        if (refusal.status === allow && !/Not found: (?:Dataset|Project)/.test(refusal.message)) return undefined
        if (retry >= maxTries || !isPassing(refusal)) failBigQuery({ what, dataset: this.dataset, refusal, cause })
        await pauseBefore(retry)
      }
    }
  }

  /**
   * Runs a query to its end and gives its rows; of a script, those of its last SELECT. A try that failed for a passing
   * cause is repeated under the next id: a query must bear that.
   */
  async query(query: Query): Promise<readonly (readonly ApiCell[])[]> {
    return (await this.table(query)).rows
  }

  /** The same with its columns. */
  async table(query: Query): Promise<ApiTable> {
    const pages: ApiTable[] = []
    for await (const page of this.pages(query)) pages.push(page)
    return { fields: pages[0]?.fields ?? [], rows: pages.flatMap(({ rows }) => rows) }
  }

  /** The same page by page. */
  async *pages(query: Query): AsyncGenerator<ApiTable> {
    const { what, id = `headwater_query_${randomUUID()}`, signal } = query
    const start = (tryId: string) => this.#insertJob(what, tryId, { query: configurationOf(query) })
    const jobId = await this.#runJob(what, id, { start, signal })
    for (let pageToken: string | undefined, isFirst = true; isFirst || pageToken !== undefined; isFirst = false) {
      const qs = {
        ...(await this.#place()),
        'formatOptions.useInt64Timestamp': true,
        ...(pageToken !== undefined && { pageToken }),
      }
      const found = await this.request(what, { method: 'GET', uri: `/queries/${jobId}`, qs }, page)
      yield { fields: found?.schema?.fields ?? [], rows: (found?.rows ?? []).map(({ f }) => f.map(({ v }) => v)) }
      pageToken = found?.pageToken
    }
  }

  /** What a query would give, without running it. */
  async describe(query: Query): Promise<DescribedQuery> {
    const json = { jobReference: await this.#place(), configuration: { dryRun: true, query: configurationOf(query) } }
    const found = await this.request(query.what, { method: 'POST', uri: '/jobs', json }, dryRunResource)
    const { statementType = '', schema } = found?.statistics.query ?? {}
    return { statementType, fields: schema?.fields ?? [] }
  }

  /**
   * Loads Parquet into a table that is made where it is missing: behind the rows that it has, or in their place, as an
   * earlier try may have left some.
   */
  async load({ dataset, table }: BigQueryTable, shape: LoadedTable, file: LoadedFile): Promise<void> {
    const { content, isFirst = true } = file
    const { fields, description } = shape
    const metadata = {
      sourceFormat: 'PARQUET',
      schema: {
        fields: fields.map(({ name, type, description }) => ({ name, type, ...(description && { description }) })),
      },
      ...(description !== undefined && { destinationTableProperties: { description } }),
      writeDisposition: isFirst ? 'WRITE_TRUNCATE' : 'WRITE_APPEND',
      ...(await this.#place()),
    }
    const what = `the load job of \`${dataset}.${table}\``
    const start = (jobId: string) =>
      this.#starting(what, jobId, async () => {
        const client = await this.#connect()
        const stream = client
          .dataset(dataset)
          .table(table)
          .createWriteStream({ ...metadata, jobId })
        // The client would go on to ask how the job is, and ends the process where the reply names none.
        stream.removeAllListeners('job')
        const started = once(stream, 'job')
        stream.on('error', () => undefined)
        stream.end(content)
        const [job] = await inTime(uploadMs(content), started).finally(() => stream.destroy())
        if (!job) throw new Error('the reply is not one of BigQuery: it names no job')
      })
    await this.#runJob(what, `headwater_load_${randomUUID()}`, { start })
  }

  /** Runs a job under the first id that does not fail for a passing cause. Answers with it. */
  async #runJob(what: string, id: string, { start, signal }: JobWork): Promise<string> {
    for (let retry = 1; ; retry++) {
      const jobId = `${id}_${retry}`
      signal?.throwIfAborted()
      await start(jobId)
      const refusal = await this.#endOf(what, jobId, signal)
      if (!refusal) return jobId
      const tries = isConflict(refusal) ? maxTransactionTries : isPassing(refusal) ? maxTries : 1
      if (retry >= tries) failBigQuery({ what, jobId, dataset: this.dataset, refusal })
      await pauseBefore(retry)
    }
  }

  async #insertJob(what: string, jobId: string, configuration: object): Promise<void> {
    const jobReference = { jobId, ...(await this.#place()) }
    return this.#starting(what, jobId, async () => {
      await this.#send({ method: 'POST', uri: '/jobs', json: { jobReference, configuration } })
    })
  }

  /** Starts a job; that there is one of its id means that an earlier reply was lost. */
  async #starting(what: string, jobId: string, start: () => Promise<void>): Promise<void> {
    for (let retry = 1; ; retry++) {
      try {
        return await start()
      } catch (cause) {
        const refusal = refusalOf(cause)
        if (refusal.status === 409) return
        if (retry >= maxTries || !isPassing(refusal))
          failBigQuery({ what, jobId, dataset: this.dataset, refusal, cause })
        await pauseBefore(retry)
      }
    }
  }

  /** Waits until a job has ended: undefined when it is done, else why it failed. */
  async #endOf(what: string, jobId: string, signal?: AbortSignal): Promise<Refusal | undefined> {
    for (let asked = 1; ; asked++) {
      if (signal?.aborted) await this.#cancel(what, jobId)
      signal?.throwIfAborted()
      const qs = await this.#place()
      const job = await this.request(what, { method: 'GET', uri: `/jobs/${jobId}`, qs }, jobResource)
      if (job?.status.state === 'DONE') return job.status.errorResult
      await sleep(Math.min(10 * 2 ** asked, 1000))
    }
  }

  async #cancel(what: string, jobId: string): Promise<void> {
    const request = { method: 'POST', uri: `/jobs/${jobId}/cancel`, qs: await this.#place() } as const
    await this.request(what, request, z.unknown(), 404)
  }

  async #send(request: ApiRequest): Promise<unknown> {
    const client = await this.#connect()
    const reply = new Promise<unknown>((resolve, reject) => {
      client.request(request, (error, body) => (error ? reject(error) : resolve(body)))
    })
    return inTime(replyMs, reply)
  }

  /** Where jobs run and are found: where the dataset lies. */
  #place(): Promise<JobPlace> {
    this.#located ??= this.#locate().catch((error: unknown) => {
      this.#located = undefined
      throw error
    })
    return this.#located
  }

  async #locate(): Promise<JobPlace> {
    const { location } = this.#access
    if (location !== undefined) return { location }
    const what = `to describe dataset \`${this.dataset}\``
    const { location: found } =
      (await this.request(what, { method: 'GET', uri: `/datasets/${this.dataset}` }, datasetResource)) ?? {}
    return found === undefined ? {} : { location: found }
  }

  #connect(): Promise<BigQueryClient> {
    this.#client ??= loadBigQuery(this.#access)
    return this.#client
  }
}

function configurationOf({ sql, parameters = {} }: Query): object {
  const values = { queryParameters: queryParameters(parameters), parameterMode: 'NAMED' }
  return { query: sql, useLegacySql: false, ...values }
}

/** The service answers at once, or with a token for what takes longer. */
const replyMs = 60_000

/** By then content is sent at 50 kB a second. */
function uploadMs({ byteLength }: Uint8Array): number {
  return replyMs + byteLength / 50
}
