/** When an asset of a run was begun and done, and which others of the run it reads. */
export interface TimedAsset {
  readonly asset: string
  readonly endedAt?: number | undefined
  readonly upstream: readonly string[]
}

/** The assets that the end of a run waited for: from the one that ended last, back along what ended last before it. */
export function criticalPath(assets: readonly TimedAsset[]): ReadonlySet<string> {
  const byKey = new Map(assets.map((each) => [each.asset, each]))
  const path = new Set<string>()
  let next = lastOf(assets)
  while (next && !path.has(next.asset)) {
    path.add(next.asset)
    next = lastOf(next.upstream.flatMap((key) => byKey.get(key) ?? []))
  }
  return path
}

function lastOf(assets: readonly TimedAsset[]): TimedAsset | undefined {
  let last: TimedAsset | undefined
  for (const each of assets) if (each.endedAt !== undefined && each.endedAt > (last?.endedAt ?? -Infinity)) last = each
  return last
}
