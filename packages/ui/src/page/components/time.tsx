import { type ReactNode, useSyncExternalStore } from 'react'
import { formatAgo, formatSeconds, formatTime } from '../words/format.ts'

/** When something was, such as `4m ago`, with the exact time for who asks. */
export function Ago({ time }: { readonly time: number }): ReactNode {
  const now = useNow()
  return (
    <time dateTime={new Date(time).toISOString()} title={formatTime(time)}>
      {formatAgo(time, now)}
    </time>
  )
}

/** How long something has been going on, counting. */
export function Elapsed({ since }: { readonly since: number }): ReactNode {
  return formatSeconds(Math.max(0, Math.round((useNow() - since) / 1000)))
}

/** Milliseconds since the epoch, once a second: one clock for everything on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

let now = Date.now()
let clock: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  clock ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(clock)
    clock = undefined
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}
