import type { AssetStatusReport, Late } from '@headwater/core'
import { severityMark } from './failed-checks.ts'
import type { Screen } from './screen.ts'
import { ago } from './words.ts'

/** What is late of an asset, one line each: `✗ late market/prices: 2024-03-28 was due 5 h ago [upToDate, error]`. */
export function lateLines(screen: Screen, { asset, late }: AssetStatusReport, now: number): readonly string[] {
  return late.map((each) => {
    const by = screen.paint('dim', ` [${each.check}, ${each.severity}]`)
    return `${severityMark(screen, each)} late ${asset}: ${wasDue(each, now)}${by}`
  })
}

/** `2024-03-28 was due 5 h ago`; of an asset as a whole `due again 5 h ago`. */
export function wasDue({ partition, since }: Late, now: number): string {
  return `${partition === null ? 'due again' : `${partition} was due`} ${ago(since, now)}`
}
