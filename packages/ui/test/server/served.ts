import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  asset,
  daily,
  defineProject,
  type IoManager,
  memoryState,
  type Project,
  rangeAsset,
  type StateStore,
} from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { serveUi, type ServeOptions, type UiServer } from '../../src/server/index.ts'

/** What the assets of the project do at this moment. */
export interface Behaviour {
  /** Prices cannot be made. */
  fails?: boolean
  /** Prices take until this resolves. */
  until?: Promise<void>
}

const days = daily({ start: '2024-01-01', end: '2024-01-10', timezone: 'UTC' })

/** Four assets: daily prices that may fail or wait, their mean, a range over the same days, and a constant. */
export function smallProject(behaviour: Behaviour = {}, state: StateStore = memoryState()): Project {
  const prices = asset(
    'market/prices',
    {
      description: 'The price of a day.',
      group: 'market',
      partitions: days,
      schema: z.array(z.object({ day: z.string(), close: z.number() })),
      codeVersion: '1',
      checks: { isPositive: (rows) => ({ passed: rows.every(({ close }) => close > 0) }) },
    },
    async (_, { partition, log, signal }) => {
      log.info(`asking for ${partition}`)
      if (behaviour.until) await Promise.race([behaviour.until, aborted(signal)])
      if (behaviour.fails) throw new Error('the vendor is down')
      return [{ day: partition, close: Number(partition.slice(8)) }]
    },
  )
  const means = rangeAsset(
    'market/means',
    { partitions: days, deps: { prices }, schema: z.number(), codeVersion: '1' },
    ({ prices }, { partitions }) => partitions.map((day) => [day, prices.get(day)?.[0]?.close ?? 0] as const),
  )
  const constant = asset(
    'math/constant',
    { schema: z.number(), codeVersion: '1', checks: { is42: () => ({ passed: false }) } },
    () => 42,
  )
  return defineProject({ assets: [prices, means, constant], state, defaults: { io: inFolder() }, concurrency: 2 })
}

/** Values as files, in a folder that is removed in the end. */
export function inFolder(): IoManager<unknown> {
  const root = mkdtempSync(join(tmpdir(), 'headwater-ui-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return localValues({ root })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
}

/** A project that is served until the test is over. */
export async function served(
  options: ServeOptions = {},
  project: Project = smallProject(),
): Promise<{ readonly server: UiServer; readonly project: Project; readonly api: Api }> {
  const server = await serveUi(project, { port: 0, ...options })
  onTestFinished(async () => {
    await server.close()
    await project.close()
  })
  return { server, project, api: apiOf(server.port) }
}

/** An answer of the server. */
export interface Answered {
  readonly status: number
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  readonly text: string
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export type Api = (path: string, how?: How) => Promise<Answered>

export interface How {
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  /** What is sent as JSON. */
  readonly json?: unknown
  readonly raw?: string
  readonly host?: string
}

let keys = 0

/** Asks the server on a port as a program does: nothing of the path and the headers is made better on the way. */
export function apiOf(port: number): Api {
  return (
    path,
    {
      json,
      raw,
      method = json === undefined && raw === undefined ? 'GET' : 'POST',
      headers = {},
      host = '127.0.0.1',
    } = {},
  ) =>
    new Promise((resolve, reject) => {
      keys += 1
      const own = json === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': `key-${keys}` }
      const sent = httpRequest({ host, port, path, method, headers: { ...own, ...headers } }, (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('end', () => {
          const text = Buffer.concat(pieces).toString()
          const isJson = /json/.test(String(answer.headers['content-type']))
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            body: isJson && text !== '' ? JSON.parse(text) : undefined,
          })
        })
      })
      sent.on('error', reject)
      sent.end(json === undefined ? raw : JSON.stringify(json))
    })
}

/** Asks until the answer is as it should be. */
export async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isSo(answer)) return answer
    await wait(20)
  }
}
