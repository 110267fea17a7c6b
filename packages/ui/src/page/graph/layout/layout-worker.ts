import { arrange } from './arrange.ts'
import type { ArrangeRequest, Arrangement } from './arrangement.ts'

/** What goes to the worker and back; `id` tells which answer belongs to which question. */
export interface LayoutQuestion {
  readonly id: number
  readonly request: ArrangeRequest
}
export interface LayoutAnswer {
  readonly id: number
  readonly arrangement: Arrangement
}

addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  const arrangement = arrange(data.request)
  postMessage({ id: data.id, arrangement } satisfies LayoutAnswer, { transfer: buffersOf(arrangement) })
})

/** What is handed over rather than copied. */
function buffersOf({ frames, edges, degrees, ...boxes }: Arrangement): ArrayBufferLike[] {
  return [boxes, frames, edges, degrees]
    .flatMap((arrays) => Object.values(arrays))
    .flatMap((value) => (ArrayBuffer.isView(value) ? value.buffer : []))
}
