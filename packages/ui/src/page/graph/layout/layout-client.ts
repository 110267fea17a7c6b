import type { ArrangeRequest, Arrangement } from './arrangement.ts'
import type { LayoutAnswer, LayoutQuestion } from './layout-worker.ts'

const waiting = new Map<number, (arrangement: Arrangement) => void>()
// Started with the page's code, so that it is there once the graph is.
const worker = started()
let asked = 0

/** Has a graph laid out beside the page. */
export function layOut(request: ArrangeRequest): Promise<Arrangement> {
  const id = (asked += 1)
  worker.postMessage({ id, request } satisfies LayoutQuestion, [])
  return new Promise((resolve) => waiting.set(id, resolve))
}

function started(): Worker {
  const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
    waiting.get(data.id)?.(data.arrangement)
    waiting.delete(data.id)
  })
  return started
}
