import { useEffect, useSyncExternalStore } from 'react'
import { apiAddress } from '../api/client.ts'
import { type LiveNews, type LiveState, LiveStream } from './live-stream.ts'
import type { TabNews } from './live-worker.ts'

/** What every tab follows; pages add `run:ID` or `asset:KEY` for as long as they are shown. */
const always = ['status', 'runs', 'graph']

const topics = new Map<string, number>(always.map((topic) => [topic, 1]))
const listeners = new Set<(news: LiveNews) => void>()
const stateListeners = new Set<() => void>()
let state: LiveState = 'connecting'
let send: ((news: TabNews) => void) | undefined
let start = 0
let sending = false

/** Opens the stream, or joins that of the other tabs. `after` is the position that is known. */
export function startLive(after: number): void {
  if (send) return
  start = after
  send = typeof SharedWorker === 'undefined' ? ownStream() : sharedStream()
  sendTopics()
  window.addEventListener('pagehide', () => send?.({ topics: [], address: '', after: 0 }))
  // A page that comes back from the browser's cache of pages takes part again.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) sendTopics()
  })
}

/** Hears every message until the function that it returns is called. */
export function onLive(listener: (news: LiveNews) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Follows a topic, such as `run:ID`, while the component is shown. */
export function useLiveTopic(topic: string | undefined): void {
  useEffect(() => {
    if (topic === undefined) return undefined
    topics.set(topic, (topics.get(topic) ?? 0) + 1)
    sendTopics()
    return () => {
      const left = (topics.get(topic) ?? 1) - 1
      if (left > 0) topics.set(topic, left)
      else topics.delete(topic)
      sendTopics()
    }
  }, [topic])
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => state,
  )
}

/** A change of page takes topics away and adds others: told as one, since each is another connection. */
function sendTopics(): void {
  if (sending) return
  sending = true
  queueMicrotask(() => {
    sending = false
    send?.({ topics: [...topics.keys()], address: apiAddress('/live').href, after: start })
  })
}

function sharedStream(): (news: TabNews) => void {
  const { port } = new SharedWorker(new URL('./live-worker.ts', import.meta.url), { type: 'module', name: 'headwater' })
  port.addEventListener('message', ({ data }: MessageEvent<LiveNews>) => hear(data))
  port.start()
  return (news) => port.postMessage(news)
}

/** Without SharedWorker only the tab that is looked at has a stream. */
function ownStream(): (news: TabNews) => void {
  let stream: LiveStream | undefined
  let wanted: TabNews | undefined
  const follow = () => {
    if (!wanted || wanted.topics.length === 0 || document.hidden) {
      stream?.close()
      return
    }
    stream ??= new LiveStream(wanted.address, wanted.after, hear)
    stream.follow(new Set(wanted.topics))
  }
  document.addEventListener('visibilitychange', follow)
  return (news) => {
    wanted = news
    follow()
  }
}

function hear(news: LiveNews): void {
  if (news.kind === 'state') {
    state = news.data
    for (const listener of stateListeners) listener()
  }
  for (const listener of listeners) listener(news)
}
