import type { Project } from '@headwater/core'
import type { AssetStatusBody } from '../../contract/assets.ts'
import type { StatusBody } from '../../contract/graph.ts'
import { status } from '../../contract/words.ts'
import { graphOf } from './graph.ts'
import type { Statuses } from './statuses.ts'

/** How all assets stand, in columns. */
export async function statusOf(project: Project, statuses: Statuses): Promise<StatusBody> {
  const { version, keys } = graphOf(project)
  const { position, of } = await statuses.all()
  const bodies = keys.map((key) => of.get(key))
  const column = <T>(value: (body: AssetStatusBody) => T, absent: T): T[] =>
    bodies.map((body) => (body ? value(body) : absent))
  return {
    version,
    position,
    statuses: [...status.options],
    status: column((body) => status.options.indexOf(body.status), status.options.indexOf('missing')),
    total: column(({ counts }) => counts.total, 0),
    fresh: column(({ counts }) => counts.fresh, 0),
    stale: column(({ counts }) => counts.stale, 0),
    missing: column(({ counts }) => counts.missing, 0),
    failed: column(({ counts }) => counts.failed, 0),
    running: column(({ counts }) => counts.running, 0),
    open: column(({ counts }) => counts.open, 0),
    late: column(({ late }) => Number(late.length > 0), 0),
    why: column(({ why }) => why, ''),
    newest: column(({ newest }) => newest?.time ?? 0, 0),
  }
}
