import type { AssetRecord } from '../state/index.ts'
import type { Expected } from './plan.ts'

/** What so many partitions of assets that are made together take, by how it went lately; undefined when nothing was made. */
export function expectedOf(paces: readonly AssetRecord['pace'][], count: number): Expected | undefined {
  const [first] = paces
  if (!first || first.partitions === 0) return undefined
  const rows = paces.reduce((sum, pace) => sum + (pace.partitions === 0 ? 0 : pace.rows / pace.partitions), 0) * count
  const seconds = (first.seconds / first.partitions) * count
  return { seconds, ...(rows > 0 ? { rows: Math.round(rows) } : {}) }
}

/** The sum of what can be told. */
export function allExpected(steps: readonly { readonly expected?: Expected | undefined }[]): Expected | undefined {
  const known = steps.flatMap(({ expected }) => expected ?? [])
  if (known.length === 0) return undefined
  const rows = known.reduce((sum, each) => sum + (each.rows ?? 0), 0)
  return { seconds: known.reduce((sum, each) => sum + each.seconds, 0), ...(rows > 0 ? { rows } : {}) }
}
