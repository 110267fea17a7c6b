import type { EventReport, Facts, Project } from '@headwater/core'
import type { z } from 'zod'
import type { CheckItem, queries } from '../../contract/assets.ts'
import { newestOf, pageOf } from './pages.ts'

/** So many results are looked through at a time for those that are wanted, and so many for one page. */
const readAtOnce = 500
const mostRead = 10_000
/** So many bad rows are shown of one result. */
const shownRows = 20

/** Results of checks, the newest first. A page may hold fewer than are wanted, or none, and still have one after it. */
export async function checksOf(
  project: Project,
  asset: string,
  query: z.infer<typeof queries.checks>,
): Promise<{ items: CheckItem[]; next?: string }> {
  const { limit = 100 } = query
  const found: CheckItem[] = []
  let until = newestOf(query)
  for (let read = 0; found.length <= limit; read += readAtOnce) {
    const events = await project.events({ asset, types: ['checked'], newestFirst: true, limit: readAtOnce, until })
    found.push(
      ...events
        .filter(isChecked)
        .filter((event) => isWanted(event, query))
        .map(checkItemOf),
    )
    const last = events.at(-1)
    if (!last || events.length < readAtOnce) break
    if (read >= mostRead && found.length <= limit) return { items: found, next: String(last.position) }
    until = last.position - 1
  }
  return pageOf(found, limit)
}

type Checked = Extract<EventReport, { readonly type: 'checked' }>

function isChecked(event: EventReport): event is Checked {
  return event.type === 'checked'
}

function isWanted(
  { check, passed }: Checked,
  wanted: { check?: string | undefined; failed?: string | undefined },
): boolean {
  return (
    (wanted.check === undefined || check === wanted.check) &&
    (wanted.failed === undefined || passed !== (wanted.failed === 'true'))
  )
}

function checkItemOf({
  position,
  time,
  check,
  partition,
  passed,
  severity,
  runId,
  facts,
  problem,
}: Checked): CheckItem {
  const { samples, ...others } = facts ?? {}
  const rows = samplesIn(samples)
  const shown = rows ? others : facts
  return {
    position,
    time,
    check,
    partition,
    passed,
    severity,
    runId,
    ...(shown && { facts: shown }),
    ...(problem && { problem }),
    ...(rows && { samples: rows.slice(0, shownRows) }),
  }
}

type Samples = NonNullable<CheckItem['samples']>

/** The bad rows that a check kept as the JSON text of some. What functions call so may be anything. */
export function samplesIn(fact: Facts[string] | undefined): Samples | undefined {
  if (typeof fact !== 'string' || !fact.startsWith('[{')) return undefined
  try {
    const rows: unknown = JSON.parse(fact)
    return Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null) ? rows : undefined
  } catch {
    // Not JSON: it is shown as the text that it is.
    return undefined
  }
}
