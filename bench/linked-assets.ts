import { type AnyAsset, asset, type Partitions } from '@headwater/core'

/** Three earlier assets, near and far. */
export function upstreamOf(index: number): readonly number[] {
  const near = [index - 1, index - 2 - (index % 7), index - 11 - ((index * 13) % 97)]
  return near.filter((from) => from >= 0)
}

/** Spread over fifty groups. */
export function keyAt(index: number): string {
  return `group${index % 50}/asset${index}`
}

export interface LinkedAssets {
  readonly count: number
  readonly partitions: Partitions
  /** One asset in so many reads nothing. */
  readonly rootEvery: number
  /** The number of the first; default: 0. */
  readonly first?: number
}

/** Assets that do nothing and read earlier ones of them, partition by partition. */
export function linkedAssets({ count, partitions, rootEvery, first = 0 }: LinkedAssets): readonly AnyAsset[] {
  const assets: AnyAsset[] = []
  for (let index = 0; index < count; index += 1) {
    const upstream = index % rootEvery === 0 ? [] : upstreamOf(index)
    const deps = Object.fromEntries(upstream.map((from) => [`dep${from}`, assets[from]!]))
    assets.push(asset(keyAt(first + index), { deps, partitions, codeVersion: '1' }, () => {}))
  }
  return assets
}
