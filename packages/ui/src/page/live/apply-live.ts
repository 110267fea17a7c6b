import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { AssetBody, AssetStatusBody } from '../../contract/assets.ts'
import type { GraphBody, StatusBody } from '../../contract/graph.ts'
import type { LiveNews } from './live-stream.ts'
import { withStatuses } from './with-statuses.ts'

/** What is shown is read again at most this often, however fast partitions are made; but soon after a first change. */
const pauseMs = 700
const firstMs = 100

/** Of an asset, what has to be read again when its status changes; the status itself is in the message, and shown at once. */
const ofAsset = new Set(['asset', 'partitions', 'partitionKeys', 'why', 'checks', 'series', 'events', 'preview'])
const ofRun = new Set(['run', 'steps'])

/** Makes a listener that keeps the answers in `client` current. */
export function applyLive(client: QueryClient): (news: LiveNews) => void {
  const later = readAgain(client)
  let version: string | undefined
  return (news) => {
    if (news.kind === 'status') {
      applyStatuses(client, news.data.statuses)
      const assets = new Set(news.data.statuses.map(({ asset }) => asset))
      later(([name, input]) => name === 'home' || (ofAsset.has(String(name)) && assets.has(paramOf(input, 'asset'))))
    } else if (news.kind === 'runs') {
      const runs = new Set(news.data.runs.map(({ runId }) => runId))
      later(
        ([name, input]) =>
          name === 'home' || name === 'runs' || (ofRun.has(String(name)) && runs.has(paramOf(input, 'run'))),
      )
    } else if (news.kind === 'graph') {
      // Every stream begins with the version, which is news only when it is another.
      if (version !== undefined && version !== news.data.version) later(([name]) => name !== 'info')
      version = news.data.version
    } else if (news.kind === 'resync') {
      later(() => true)
    } else if (news.kind === 'state' && news.data === 'live') {
      // The server is there again, and with it the answers that it could not give.
      void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' })
    }
  }
}

function applyStatuses(client: QueryClient, statuses: readonly AssetStatusBody[]): void {
  for (const status of statuses) {
    client.setQueryData<AssetBody>(['asset', { asset: status.asset }], (old) => old && { ...old, status })
  }
  const graph = client.getQueryData<GraphBody>(['graph', {}])
  client.setQueryData<StatusBody>(['status', {}], (old) => old && graph && withStatuses(old, graph, statuses))
}

/** Gathers what is out of date, and says so once for many messages. */
function readAgain(client: QueryClient): (matches: (key: QueryKey) => boolean) => void {
  let pending: ((key: QueryKey) => boolean)[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastRead = -Infinity
  return (matches) => {
    pending.push(matches)
    timer ??= setTimeout(
      () => {
        const all = pending
        pending = []
        timer = undefined
        lastRead = performance.now()
        void client.invalidateQueries({ predicate: ({ queryKey }) => all.some((one) => one(queryKey)) })
      },
      Math.max(firstMs, lastRead + pauseMs - performance.now()),
    )
  }
}

function paramOf(input: unknown, name: 'asset' | 'run'): string {
  return String((input as Partial<Record<string, unknown>> | undefined)?.[name])
}
