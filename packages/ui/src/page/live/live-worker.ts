/**
 * A SharedWorker: holds the one live stream of this browser, however many tabs are open. A browser has six connections to a
 * server over HTTP/1.1, so that with a stream for every tab the seventh tab would never load.
 */
import { type LiveNews, type LiveState, LiveStream } from './live-stream.ts'

/** What a tab says: which topics it wants from now on, where the server is, and from which position it knows everything. */
export interface TabNews {
  readonly topics: readonly string[]
  readonly address: string
  readonly after: number
}

const tabs = new Map<MessagePort, ReadonlySet<string>>()
let stream: LiveStream | undefined
let state: LiveState = 'connecting'

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0]
  if (!port) return
  port.addEventListener('message', ({ data }: MessageEvent<TabNews>) => hear(port, data))
  // A tab that crashes says nothing, but some browsers say it in its place.
  port.addEventListener('close', () => leave(port))
  port.start()
})

function hear(port: MessagePort, news: TabNews): void {
  // A tab that wants no topic is being closed.
  if (news.topics.length === 0) return leave(port)
  const isNew = !tabs.has(port)
  tabs.set(port, new Set(news.topics))
  stream ??= new LiveStream(news.address, news.after, tellAll)
  followAll()
  port.postMessage({ kind: 'state', data: state } satisfies LiveNews)
  const { position } = stream
  // The others were told what this one does not know: it comes late, or from the browser's cache of pages.
  if (isNew && news.after < position) port.postMessage({ kind: 'resync', data: { position } } satisfies LiveNews)
}

function leave(port: MessagePort): void {
  if (!tabs.delete(port)) return
  if (tabs.size > 0) return followAll()
  stream?.close()
  stream = undefined
  state = 'connecting'
}

function followAll(): void {
  stream?.follow(new Set([...tabs.values()].flatMap((topics) => [...topics])))
}

function tellAll(news: LiveNews): void {
  if (news.kind === 'state') state = news.data
  for (const port of tabs.keys()) port.postMessage(news)
}
