import type { Session } from './session.ts'

/** What a run is at that goes on now. */
export interface LiveRunReport {
  readonly runId: string
  readonly selection: string
  readonly startedAt: number
  /** Partitions that it was to make, counted for each asset, and how many of them are made, up to date, failed or skipped. */
  readonly of: number
  readonly done: number
  /** Since when it gives no sign of life, milliseconds since the epoch: it died elsewhere, or cannot reach the state. */
  readonly silentSince: number | undefined
  /** What its steps have begun to make and not ended. */
  readonly making: readonly { readonly asset: string; readonly partitions: string; readonly count: number }[]
}

/** The oldest first. */
export async function liveRunReports(session: Session): Promise<readonly LiveRunReport[]> {
  const runs = await session.runs()
  if (runs.length === 0) return []
  const gridOf = await session.grids()
  const { assets } = session.parts.model
  return runs.map(({ running, ...run }) => ({
    ...run,
    making: [...running].map(([asset, partitions]) => {
      const definition = assets.get(asset)
      const words = definition ? gridOf(definition.partitions).describe(partitions) : ''
      return { asset, partitions: words, count: partitions.count }
    }),
  }))
}
