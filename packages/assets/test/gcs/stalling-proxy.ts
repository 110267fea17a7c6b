import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that can go silent, or not be there. */
export interface StallingProxy {
  readonly url: string
  /** The next connection that brings so many bytes one way hears no more of them. */
  stallOnce(way: 'up' | 'down', afterBytes: number): void
  /** Refuses connections from now on. */
  close(): void
  listen(): void
}

/** One that lives as long as the test. */
export async function proxyOfTest(target: string): Promise<StallingProxy> {
  const { port } = new URL(target)
  const sockets = new Set<Socket>()
  let stall: { readonly way: 'up' | 'down'; readonly afterBytes: number } | undefined
  const forward = (way: 'up' | 'down', from: Socket, to: Socket) => {
    let bytes = 0
    from.on('data', (piece) => {
      bytes += piece.byteLength
      if (stall?.way === way && bytes > stall.afterBytes) {
        stall = undefined
        from.removeAllListeners('data')
        from.pause()
      } else to.write(piece)
    })
    from.on('close', () => to.destroy())
    from.on('error', () => to.destroy())
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1')
    for (const socket of [client, upstream]) sockets.add(socket)
    forward('up', client, upstream)
    forward('down', upstream, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${own}`,
    stallOnce: (way, afterBytes) => void (stall = { way, afterBytes }),
    close,
    listen: () => void server.listen(own, '127.0.0.1'),
  }
}
