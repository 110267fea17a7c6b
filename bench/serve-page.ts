import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { repository } from './folder.ts'

/** Answers by the path below `/api`, without the query. */
export type Answers = { readonly [path: string]: unknown }

const page = join(repository, 'packages/ui/dist/page')
const types: { readonly [ending: string]: string } = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Serves the page that was built with answers that are ready, so that only the page is measured. */
export async function servePage<T>(answers: Answers, work: (address: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    void (pathname.startsWith('/api/') ? answer(response, answers, pathname.slice(4)) : file(response, pathname))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function answer(response: ServerResponse, answers: Answers, path: string): Promise<void> {
  if (path === '/live') {
    // Nothing happens.
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing\n\n')
    return
  }
  const body = answers[decodeURIComponent(path)]
  response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body ?? { title: 'Not found', status: 404, code: 'NOT_FOUND', detail: path }))
}

/** Every path that is no file is the page. */
async function file(response: ServerResponse, path: string): Promise<void> {
  const type = types[extname(path)]
  const bytes = await readFile(join(page, type === undefined ? 'index.html' : path))
  response.writeHead(200, { 'content-type': type ?? 'text/html' }).end(bytes)
}
