import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import type { Faults } from '../faults/faults.ts'
import { errorBody, GoogleError } from './google-error.ts'

/** One request, read. */
export interface Call {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly query: URLSearchParams
  readonly body: Buffer
  /** What stood in the places of the route's path, decoded. */
  readonly place: (name: string) => string
  /** The address under which the client reaches the server: `http://127.0.0.1:1234`. */
  readonly origin: string
}

/** What a route answers. Objects are sent as JSON. */
export interface Reply {
  /** Default: 200. */
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: object | Buffer
}

/** `path` names places in braces, each a segment: `/b/{bucket}/o/{object}`. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly answer: (call: Call) => Reply | Promise<Reply>
}

export interface Serving<Kind extends string> {
  readonly routes: readonly Route[]
  readonly faults: Faults<Kind>
  /** The error that a fault means here; undefined for kinds that are no reply. */
  readonly errorOf: (kind: Kind) => GoogleError | undefined
}

export interface Served {
  readonly url: string
  close(): Promise<void>
}

/** Serves routes on a free port of 127.0.0.1, with faults and with Google's error bodies. */
export async function serveGoogle<Kind extends string>(serving: Serving<Kind>): Promise<Served> {
  const server = createServer((request, response) => void handle(request, response, serving))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

async function handle<Kind extends string>(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving<Kind>,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const path = url.replace(/\?.*$/s, '')
  try {
    const body = await readBody(request)
    const fault = serving.faults.take({ method, path })
    if (fault?.do === 'drop-before') return void request.socket.destroy()
    if (fault?.do === 'delay') await sleep(fault.ms ?? 0)
    const refused = fault && serving.errorOf(fault.do)
    if (refused) return send(response, replyTo(refused))
    const reply = await answer(serving.routes, { request, method, path, body })
    if (fault?.do === 'drop-after') return void request.socket.destroy()
    send(response, reply)
  } catch (error) {
    // The client went away in the middle of its request.
    if (request.destroyed) return
    send(response, replyTo(error))
  }
}

interface Received {
  readonly request: IncomingMessage
  readonly method: string
  readonly path: string
  readonly body: Buffer
}

async function answer(routes: readonly Route[], { request, method, path, body }: Received): Promise<Reply> {
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`
  const query = new URL(request.url ?? '/', origin).searchParams
  for (const route of routes) {
    const places = route.method === method ? placesIn(route.path, path) : undefined
    if (!places) continue
    try {
      const place = (name: string) => places.get(name) ?? ''
      return await route.answer({ method, headers: request.headers, query, body, place, origin })
    } catch (error) {
      return replyTo(error)
    }
  }
  return replyTo(new GoogleError(501, 'notImplemented', `This emulator does not serve ${method} ${path}.`))
}

function placesIn(template: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const places = new Map<string, string>()
  for (const [index, part] of wanted.entries()) {
    const found = given[index] ?? ''
    if (part.startsWith('{')) places.set(part.slice(1, -1), decodeURIComponent(found))
    else if (part !== found) return undefined
  }
  return places
}

function replyTo(error: unknown): Reply {
  const known =
    error instanceof GoogleError
      ? error
      : new GoogleError(500, 'internalError', error instanceof Error ? error.message : String(error))
  return { status: known.status, body: errorBody(known) }
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const isJson = body !== undefined && !Buffer.isBuffer(body)
  const content = isJson ? Buffer.from(JSON.stringify(body)) : (body ?? Buffer.alloc(0))
  response.writeHead(status, {
    ...(isJson && { 'content-type': 'application/json; charset=UTF-8' }),
    ...(status !== 204 && { 'content-length': String(content.length) }),
    ...headers,
  })
  response.end(status === 204 ? undefined : content)
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
