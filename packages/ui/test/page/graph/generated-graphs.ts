import type { Edges } from '../../../src/page/graph/layout/adjacency.ts'

/** A graph that is the same at every run, since figures of other programs stand beside ours. */
export interface GeneratedGraph {
  readonly count: number
  readonly edges: Edges
  readonly group: Int32Array
}

/** Mulberry32: small, and the same on every machine. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

class Links {
  readonly from: number[] = []
  readonly to: number[] = []
  readonly #known = new Set<string>()

  add(from: number, to: number): void {
    const link = `${from},${to}`
    if (from === to || this.#known.has(link)) return
    this.#known.add(link)
    this.from.push(from)
    this.to.push(to)
  }

  graph(count: number, group: readonly number[]): GeneratedGraph {
    const edges = { from: Int32Array.from(this.from), to: Int32Array.from(this.to) }
    return { count, edges, group: Int32Array.from(group) }
  }
}

/** Assets in groups of about 25 over five tiers: in a group they go through five stages, and between groups from tier to tier. */
export function groupedGraph(count: number): GeneratedGraph {
  const next = random(7 + count)
  const links = new Links()
  const many = Math.max(4, Math.round(count / 25))
  const tierOf = (group: number) => Math.floor((group * 5) / many)
  const outputs = Array.from({ length: many }, (): number[] => [])
  const group: number[] = []
  for (let own = 0; own < many; own += 1) {
    const left = count - group.length
    const size = own === many - 1 ? left : Math.min(left, Math.max(4, Math.round(25 * (0.5 + next()))))
    const tier = Array.from(outputs.keys()).filter((other) => tierOf(other) === tierOf(own))
    const before = Array.from(outputs.keys()).filter((other) => tierOf(other) === tierOf(own) - 1)
    addGroup({ own, size, tier: tier.length, before })
    if (group.length >= count) break
  }
  return links.graph(group.length, group)

  function addGroup({ own, size, tier, before }: { own: number; size: number; tier: number; before: number[] }) {
    let previous: number[] = []
    let earlier: number[] = []
    let left = size
    for (const [stage, share] of [0.2, 0.28, 0.24, 0.18, 0.1].entries()) {
      const here = stage === 4 ? left : Math.min(left, Math.max(1, Math.round(size * share)))
      left -= here
      const current: number[] = []
      for (let k = 0; k < here; k += 1) {
        const asset = group.push(own) - 1
        if (stage >= 3) next()
        current.push(asset)
        if (stage > 0) readWithin(asset, previous, earlier)
        else if (before.length > 0) readTier(asset, { own, tier, before })
      }
      earlier = previous
      previous = current.length > 0 ? current : previous
      if (stage >= 3) outputs[own]?.push(...current)
    }
  }

  function readTier(asset: number, { own, tier, before }: { own: number; tier: number; before: number[] }) {
    const reads = next() < 0.7 ? 1 : 2
    for (let k = 0; k < reads; k += 1) {
      const place = Math.floor(own - (before[0] ?? 0) - tier + before.length + (next() * 6 - 3))
      const from = outputs[before.at(((place % before.length) + before.length) % before.length) ?? -1]
      if (from && from.length > 0) links.add(from[Math.floor(next() * from.length)] ?? 0, asset)
    }
  }

  function readWithin(asset: number, previous: number[], earlier: number[]) {
    const reads = 1 + (next() < 0.45 ? 1 : 0) + (next() < 0.12 ? 1 : 0)
    for (let k = 0; k < reads; k += 1) {
      const pool = next() < 0.85 || earlier.length === 0 ? previous : earlier
      links.add(pool[Math.floor(next() * pool.length)] ?? 0, asset)
    }
  }
}

/** Layers of assets that read whatever there is in the three before: nothing to be made of it but less of a tangle. */
export function tangledGraph(count: number): GeneratedGraph {
  const next = random(7 + count)
  const links = new Links()
  const layers = Math.max(6, Math.round(Math.sqrt(count) / 2))
  const size = Math.ceil(count / layers)
  for (let asset = size; asset < count; asset += 1) {
    const layer = Math.floor(asset / size)
    const reads = 1 + (next() < 0.5 ? 1 : 0) + (next() < 0.2 ? 1 : 0)
    for (let k = 0; k < reads; k += 1) {
      const from = next() < 0.8 ? layer - 1 : Math.max(0, layer - 1 - Math.floor(next() * 3))
      links.add(Math.min(count - 1, from * size + Math.floor(next() * size)), asset)
    }
  }
  return links.graph(
    count,
    Array.from({ length: count }, () => 0),
  )
}
