import { setTimeout as sleep } from 'node:timers/promises'
import { GoogleError } from '../google/google-error.ts'
import { readMultipart } from '../google/multipart-related.ts'
import type { Call, Reply, Route } from '../google/serve-google.ts'
import type { Job, Jobs, Outcome } from './jobs.ts'
import { type LoadConfiguration, runLoad } from './run-load.ts'
import { describeQuery, type QueryConfiguration, runQuery } from './run-query.ts'
import type { QueryPlace } from './script.ts'

/** Everything that jobs need. */
export interface JobPlace extends QueryPlace {
  readonly jobs: Jobs
  /** Reads the objects of `gs://` addresses. */
  readonly objects: (uris: readonly string[]) => Promise<readonly Buffer[]>
}

interface JobRequest {
  readonly jobReference?: { readonly jobId?: string }
  readonly configuration: {
    readonly dryRun?: boolean
    readonly labels?: { readonly [name: string]: string }
    readonly query?: QueryConfiguration
    readonly load?: LoadConfiguration
  }
}

/** What `jobs.query` takes: a query, and how much of its result is wanted at once. */
interface QueryRequest extends QueryConfiguration {
  readonly requestId?: string
  readonly dryRun?: boolean
  readonly maxResults?: number
  readonly timeoutMs?: number
  readonly formatOptions?: { readonly useInt64Timestamp?: boolean }
}

/** The routes of jobs, queries and their results. */
export function jobRoutes(place: JobPlace): readonly Route[] {
  const project = `/bigquery/v2/projects/${place.projectId}`
  const byRequest = new Map<string, Job>()
  return [
    { method: 'POST', path: `${project}/jobs`, answer: ({ body }) => insertJob(place, jsonOf(body) as JobRequest) },
    { method: 'POST', path: `/upload${project}/jobs`, answer: (call) => insertUpload(place, call) },
    {
      method: 'GET',
      path: `${project}/jobs/{job}`,
      answer: (call) => ({ body: place.jobs.resourceOf(place.jobs.get(call.place('job'))) }),
    },
    {
      method: 'POST',
      path: `${project}/jobs/{job}/cancel`,
      // Cancelling is best effort: by the time that it is asked for here, most jobs are done.
      answer: (call) => ({
        body: { kind: 'bigquery#jobCancelResponse', job: place.jobs.resourceOf(place.jobs.get(call.place('job'))) },
      }),
    },
    { method: 'POST', path: `${project}/queries`, answer: (call) => query(place, byRequest, call) },
    { method: 'GET', path: `${project}/queries/{job}`, answer: (call) => results(place, call) },
  ]
}

async function insertJob(place: JobPlace, request: JobRequest, content?: Buffer): Promise<Reply> {
  const { configuration, jobReference } = request
  const { query: queried, load } = configuration
  if (queried && configuration.dryRun) return { body: await dryRun(place, queried, configuration) }
  const work = queried ? () => queryOutcome(place, queried) : load ? () => loadOutcome(place, load, content) : undefined
  if (!work) throw new GoogleError(501, 'notImplemented', 'This emulator runs jobs of queries and loads')
  const job = place.jobs.start(jobReference?.jobId, configuration, work)
  // Clients ask for loads every half a second: most are done sooner.
  if (load) await waitFor(job, 200)
  return { body: place.jobs.resourceOf(job) }
}

function insertUpload(place: JobPlace, { query: options, headers, body }: Call): Promise<Reply> {
  const type = options.get('uploadType')
  if (type !== 'multipart')
    throw new GoogleError(501, 'notImplemented', `This emulator takes multipart uploads, not ${type}`)
  const { metadata, content } = readMultipart(headers['content-type'], body)
  return insertJob(place, metadata as JobRequest, content)
}

async function queryOutcome(place: JobPlace, configuration: QueryConfiguration): Promise<Outcome> {
  return { kind: 'query', result: await runQuery(place, configuration) }
}

async function loadOutcome(
  place: JobPlace,
  configuration: LoadConfiguration,
  content: Buffer | undefined,
): Promise<Outcome> {
  const contents = content ? [content] : await place.objects(configuration.sourceUris ?? [])
  const rows = await runLoad(place, configuration, contents)
  return { kind: 'load', rows, files: contents.length, bytes: contents.reduce((sum, { length }) => sum + length, 0) }
}

async function dryRun(place: JobPlace, queried: QueryConfiguration, configuration: object): Promise<object> {
  const { statementType, fields } = await describeQuery(place, queried)
  return {
    kind: 'bigquery#job',
    jobReference: { projectId: place.projectId, location: 'US' },
    configuration,
    status: { state: 'DONE' },
    statistics: {
      creationTime: String(Date.now()),
      totalBytesProcessed: '0',
      query: { statementType, totalBytesProcessed: '0', schema: { fields } },
    },
  }
}

/** `jobs.query`: a job and its first page in one reply. The same `requestId` again is the same job. */
async function query({ jobs, ...place }: JobPlace, byRequest: Map<string, Job>, { body }: Call): Promise<Reply> {
  const {
    requestId,
    dryRun: isDry,
    maxResults,
    timeoutMs,
    formatOptions,
    ...configuration
  } = jsonOf(body) as QueryRequest
  if (isDry) {
    const { fields } = await describeQuery(place, configuration)
    return { body: { kind: 'bigquery#queryResponse', schema: { fields }, jobComplete: true, totalBytesProcessed: '0' } }
  }
  const known = requestId === undefined ? undefined : byRequest.get(requestId)
  const job =
    known ?? jobs.start(undefined, { query: configuration }, () => queryOutcome({ ...place, jobs }, configuration))
  if (requestId !== undefined) byRequest.set(requestId, job)
  await waitFor(job, timeoutMs)
  const page = { start: 0, size: maxResults, int64Timestamps: formatOptions?.useInt64Timestamp === true }
  return { body: { kind: 'bigquery#queryResponse', queryId: job.id, cacheHit: false, ...pageOf(jobs, job, page) } }
}

async function results({ jobs }: JobPlace, { place, query }: Call): Promise<Reply> {
  const job = jobs.get(place('job'))
  const timeout = query.get('timeoutMs')
  await waitFor(job, timeout === null ? undefined : Number(timeout))
  const size = query.get('maxResults')
  const page = {
    start: Number(query.get('pageToken') ?? query.get('startIndex') ?? 0),
    size: size === null ? undefined : Number(size),
    int64Timestamps: query.get('formatOptions.useInt64Timestamp') === 'true',
  }
  return { body: { kind: 'bigquery#getQueryResultsResponse', ...pageOf(jobs, job, page) } }
}

/** As long as a client wants to wait for its answer; default: 10 seconds. */
async function waitFor(job: Job, timeoutMs = 10_000): Promise<void> {
  const ended = new AbortController()
  await Promise.race([
    job.done,
    sleep(timeoutMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined),
  ])
  ended.abort()
}

interface Page {
  readonly start: number
  readonly size: number | undefined
  readonly int64Timestamps: boolean
}

/** Rows of at most one reply: what BigQuery counts in bytes is a number of rows here. */
const pageSize = 10_000

function pageOf(jobs: Jobs, job: Job, { start, size = pageSize, int64Timestamps }: Page): object {
  const { error, outcome } = job
  if (error) throw error
  const shared = { jobReference: jobs.reference(job.id), jobComplete: job.ended !== undefined }
  if (outcome?.kind !== 'query') return shared
  const { fields, rows, count, affectedRows } = outcome.result
  const end = start + Math.min(size, pageSize)
  return {
    ...shared,
    schema: { fields },
    totalRows: String(count),
    rows: rows({ start, end, int64Timestamps }),
    totalBytesProcessed: '0',
    ...(end < count && { pageToken: String(end) }),
    ...(affectedRows !== undefined && { numDmlAffectedRows: String(affectedRows) }),
  }
}

function jsonOf(body: Buffer): unknown {
  return JSON.parse(body.toString())
}
