import type { ArrangeRequest, Arrangement } from './arrangement.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-worker.ts'

interface Waiting {
  readonly resolve: (arrangement: Arrangement) => void
  readonly reject: (error: Error) => void
}

const waiting = new Map<number, Waiting>()
let asked = 0
let broken: Error | undefined
// Started with the page's code, so that it is there once the graph is.
const worker = started()

/** Has a graph laid out beside the page. Fails when the worker cannot be loaded. */
export function layOut(request: ArrangeRequest): Promise<Arrangement> {
  if (broken) return Promise.reject(broken)
  const id = (asked += 1)
  worker.postMessage({ id, request } satisfies LayoutQuestion, [])
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
}

function started(): Worker {
  const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
    waiting.get(data.id)?.resolve(data.arrangement)
    waiting.delete(data.id)
  })
  started.addEventListener('error', ({ message }) => {
    const reason = message || 'its code could not be loaded: the page may be older than the server, so load it again'
    broken = new Error(`The layout failed: ${reason}`)
    for (const { reject } of waiting.values()) reject(broken)
    waiting.clear()
  })
  return started
}
