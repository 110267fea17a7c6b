import type { Project } from '@headwater/core'
import type { SearchBody } from '../../contract/graph.ts'
import type { QueryOf } from '../../contract/routes.ts'
import { rankOf } from './rank.ts'

type Hit = SearchBody['hits'][number]

const usualLimit = 20
/** So many of the newest runs are looked through. */
const recentRuns = 200

/** Finds assets, groups, columns, checks and runs by name. */
export class Search {
  readonly #project: Project
  #definitions: readonly Hit[] | undefined

  constructor(project: Project) {
    this.#project = project
  }

  async find({ q, limit = usualLimit }: QueryOf<'search'>): Promise<SearchBody> {
    const words = q.trim().toLowerCase()
    if (words === '') return { hits: [] }
    const runs = (await this.#project.runs(recentRuns)).map(
      ({ runId, selection, outcome }): Hit => ({ kind: 'run', name: runId, detail: `${outcome}: ${selection}` }),
    )
    // Definitions do not change while a project is served.
    this.#definitions ??= definitionsOf(this.#project)
    const ranked = [...this.#definitions, ...runs].flatMap((hit) => {
      const rank = rankOf(hit.name.toLowerCase(), words)
      return rank === undefined ? [] : { hit, rank: rank + kindRank[hit.kind] }
    })
    return {
      hits: ranked
        .sort((a, b) => a.rank - b.rank || a.hit.name.length - b.hit.name.length)
        .slice(0, limit)
        .map(({ hit }) => hit),
    }
  }
}

/** Of equally good names the one of an asset is meant first. */
const kindRank: { readonly [kind in Hit['kind']]: number } = { asset: 0, group: 0.1, check: 0.5, column: 0.6, run: 0.2 }

function definitionsOf(project: Project): readonly Hit[] {
  const assets = project.describe()
  const groups = Map.groupBy(assets, ({ group }) => group)
  return [
    ...assets.map(
      ({ key, group, description }): Hit => ({ kind: 'asset', name: key, detail: description ?? group, asset: key }),
    ),
    ...[...groups].map(([name, of]): Hit => ({ kind: 'group', name, detail: `${of.length} assets` })),
    ...assets.flatMap(({ key, checks }) =>
      checks.map(({ name }): Hit => ({ kind: 'check', name, detail: key, asset: key })),
    ),
    ...assets.flatMap(({ key }) =>
      project
        .columns(key)
        .map(({ name, type }): Hit => ({ kind: 'column', name, detail: `${key} · ${type}`, asset: key })),
    ),
  ]
}
