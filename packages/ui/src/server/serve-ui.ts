import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import { HeadwaterError, type Project } from '@headwater/core'
import express from 'express'
import { isLoopback } from './guard/caller-rule.ts'
import { headwaterUi } from './headwater-ui.ts'
import type { UiOptions } from './ui-options.ts'

/** Where the page is served, and how. */
export interface ServeOptions extends Omit<UiOptions, 'authorize'> {
  /** Default: 4400; 0: a free one. */
  readonly port?: number | undefined
  /** Default: the loopback addresses of this machine, 127.0.0.1 and ::1. Any other needs a token. */
  readonly host?: string | undefined
}

/** A page that is being served. */
export interface UiServer extends AsyncDisposable {
  /** Its address, as `http://localhost:4400/`. */
  readonly url: string
  readonly port: number
  /** Cancels the runs that were started through the page, waits for their end, and ends all connections. */
  close(): Promise<void>
}

/** The port that is taken where none is named. */
export const usualPort = 4400

/**
 * Serves the page of a project alone. Throws UI_ADDRESS_OPEN for an address that other machines reach when there is no
 * token, UI_ADDRESS_TAKEN where it cannot listen, and TOKEN_NEEDED for a token that is too short.
 */
export async function serveUi(project: Project, options: ServeOptions = {}): Promise<UiServer> {
  const { host, port = usualPort, ...rest } = options
  if (host !== undefined && !isLoopback(host) && rest.token === undefined) {
    throw new HeadwaterError('UI_ADDRESS_OPEN', {
      message: `\`${host}\` can be reached from other machines, and no token was given`,
      hint: 'Start it with `--token`, or leave `--host` away.',
    })
  }
  const app = express().disable('x-powered-by')
  const servers = [await listen(app, host ?? '127.0.0.1', port)]
  const taken = portOf(servers[0])
  if (host === undefined) servers.push(...(await alsoOnIpv6(app, taken)))
  const ui = headwaterUi(project, { ...rest, allowedHosts: [...(rest.allowedHosts ?? []), ...namesOf(host, taken)] })
  app.use(ui)
  const close = async (): Promise<void> => {
    await ui.close()
    await Promise.all(servers.map(end))
  }
  const shown = host === undefined || isLoopback(host) ? 'localhost' : bracketed(isAny(host) ? hostname() : host)
  return { url: `http://${shown}:${taken}/`, port: taken, close, [Symbol.asyncDispose]: close }
}

async function listen(app: express.Express, host: string, port: number): Promise<Server> {
  const server = createServer({ requestTimeout: 30_000 }, app)
  server.listen({ host: host.replace(/^\[(.*)\]$/, '$1'), port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'another program does' : String(cause)
    throw new HeadwaterError('UI_ADDRESS_TAKEN', {
      message: `cannot listen on ${host} port ${port}: ${problem}`,
      hint: 'End that one, or take another port with `--port`; 0 takes a free one.',
      cause,
    })
  }
  return server
}

/** `localhost` is ::1 for some browsers. A machine without IPv6, or where another program has the port there, goes without. */
async function alsoOnIpv6(app: express.Express, port: number): Promise<readonly Server[]> {
  try {
    return [await listen(app, '::1', port)]
  } catch {
    return []
  }
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

function portOf(server: Server | undefined): number {
  const address = server?.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '[::]'
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** As browsers name the address: one of this machine's where it listens on all of them. */
function namesOf(host: string | undefined, port: number): readonly string[] {
  if (host === undefined) return []
  const own = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address))
  const names = isAny(host) ? [hostname(), ...own] : [host]
  return names.map((name) => (port === 80 ? bracketed(name) : `${bracketed(name)}:${port}`))
}
