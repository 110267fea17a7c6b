import type { AssetStatusBody } from '../../contract/assets.ts'
import type { GraphBody, StatusBody } from '../../contract/graph.ts'

const counted = ['total', 'fresh', 'stale', 'missing', 'failed', 'running', 'open'] as const

/** The columns of `/status` with the statuses that have changed; of another version than the graph they stay as they were. */
export function withStatuses(
  body: StatusBody,
  graph: Pick<GraphBody, 'version' | 'keys'>,
  changed: readonly AssetStatusBody[],
): StatusBody {
  if (body.version !== graph.version) return body
  const next: StatusBody = {
    ...body,
    status: [...body.status],
    late: [...body.late],
    why: [...body.why],
    newest: [...body.newest],
  }
  for (const count of counted) next[count] = [...body[count]]
  const nodes = nodesOf(graph.keys)
  for (const status of changed) {
    const node = nodes.get(status.asset)
    if (node === undefined) continue
    next.status[node] = body.statuses.indexOf(status.status)
    next.late[node] = Number(status.late.length > 0)
    next.why[node] = status.why
    next.newest[node] = status.newest?.time ?? 0
    for (const count of counted) next[count][node] = status.counts[count]
  }
  return next
}

/** Places of the keys; made once for one list, which stays the same until the definitions change. */
function nodesOf(keys: readonly string[]): ReadonlyMap<string, number> {
  let nodes = known.get(keys)
  if (!nodes) {
    nodes = new Map(keys.map((key, node) => [key, node]))
    known.set(keys, nodes)
  }
  return nodes
}
const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>()
