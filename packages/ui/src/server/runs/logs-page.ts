import type { EventReport, Project } from '@headwater/core'
import type { AnswerOf, QueryOf } from '../../contract/routes.ts'
import type { LogLine } from '../../contract/runs.ts'
import { placeOf } from '../reads/pages.ts'
import { filteredEvents } from './filtered-events.ts'
import type { RunStory } from './run-story.ts'

const usualLimit = 200

/** What steps of a run logged, and what failed, the oldest first. */
export function logsPage(project: Project, { started }: RunStory, query: QueryOf<'logs'>): Promise<AnswerOf<'logs'>> {
  const { asset, level, limit = usualLimit, q = '' } = query
  const sought = q.toLowerCase()
  return filteredEvents(
    project,
    { types: ['logged', 'step_failed'], runId: started.runId, after: placeOf(query), limit },
    (event) => {
      const line = lineOf(event)
      if (!line || (asset !== undefined && line.asset !== asset)) return undefined
      if (level !== undefined && line.level !== level) return undefined
      return line.message.toLowerCase().includes(sought) ? line : undefined
    },
  ) as Promise<AnswerOf<'logs'>>
}

function lineOf(event: EventReport): LogLine | undefined {
  const { position, time } = event
  if (event.type === 'logged') {
    const { asset, partition, level, message, facts } = event
    return { position, time, asset, partition, level, message, ...(facts && { facts }) }
  }
  if (event.type !== 'step_failed') return undefined
  const { asset, problem, willRetry, partitionsInWords } = event
  const message = `${problem.code}: ${problem.message}`
  return { position, time, asset, partition: partitionsInWords || null, level: willRetry ? 'warn' : 'error', message }
}
