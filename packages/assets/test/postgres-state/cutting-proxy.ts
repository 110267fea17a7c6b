import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** When a connection is cut: before a statement reaches the server, or when the server has answered and nobody has heard it. */
export type Cut = 'before' | 'after' | undefined

/**
 * Stands between clients and a server and cuts connections: `decide` is asked about all that clients send, in pieces that are
 * whole statements here, as each is written at once.
 */
export async function startCuttingProxy(
  url: string,
  decide: (sent: string) => Cut,
): Promise<{ readonly url: string; close(): void }> {
  const target = new URL(url)
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    const both = [client, upstream] as const
    let isDeaf = false
    client.on('data', (chunk) => {
      const cut = decide(chunk.toString('latin1'))
      if (cut === 'before') return destroy(both)
      isDeaf ||= cut === 'after'
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isDeaf) destroy(both)
      else client.write(chunk)
    })
    for (const socket of both) socket.on('error', () => {}).on('close', () => destroy(both))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return { url: own.href, close: () => server.close() }
}

function destroy(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy()
}
