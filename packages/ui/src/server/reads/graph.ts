import type { AssetDescription, Project } from '@headwater/core'
import { createHash } from 'node:crypto'
import type { GraphBody } from '../../contract/graph.ts'
import { describedIn } from './described.ts'

const known = new WeakMap<Project['graph'], GraphBody>()

/** All assets and edges in columns. Definitions do not change while a project is served, so it is made once. */
export function graphOf(project: Project): GraphBody {
  const body = known.get(project.graph) ?? newGraph(project)
  known.set(project.graph, body)
  return body
}

function newGraph(project: Project): GraphBody {
  const { graph } = project
  const assets = [...describedIn(project).values()]
  const groups = new Names()
  const kinds = new Names()
  const ios = new Names()
  const edges = graph.keys.flatMap((_, to) => [...graph.upstreamIds.of(to)].map((from) => [from, to] as const))
  return {
    version: versionOf(assets),
    keys: [...graph.keys],
    group: assets.map(({ group }) => groups.idOf(group)),
    groups: groups.all,
    kind: assets.map((asset) => kinds.idOf(asset.kinds[0])),
    kinds: kinds.all,
    io: assets.map(({ io }) => ios.idOf(io)),
    ios: ios.all,
    external: assets.map(({ external }) => Number(external)),
    partitioned: assets.map(({ partitions }) => Number(partitions !== 'unpartitioned')),
    edgeFrom: edges.map(([from]) => from),
    edgeTo: edges.map(([, to]) => to),
  }
}

/** A hash of what all assets say of themselves. */
function versionOf(assets: readonly AssetDescription[]): string {
  return createHash('sha256').update(JSON.stringify(assets)).digest('base64url').slice(0, 16)
}

/** Gives each name a number at first sight. */
class Names {
  readonly all: string[] = []
  readonly #ids = new Map<string, number>()

  idOf(name: string | undefined): number {
    if (name === undefined) return -1
    const id = this.#ids.get(name) ?? this.all.push(name) - 1
    this.#ids.set(name, id)
    return id
  }
}
