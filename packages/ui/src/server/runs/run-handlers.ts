import type { Project } from '@headwater/core'
import type { Handlers } from '../handler.ts'
import { logsPage } from './logs-page.ts'
import { runBodyOf } from './run-body.ts'
import { runEventsPage } from './run-events-page.ts'
import { RunStories } from './run-stories.ts'
import { runsPage } from './runs-page.ts'
import { stepsPage } from './steps-page.ts'

/** The routes that tell of runs. */
export type RunRoute = 'runs' | 'run' | 'steps' | 'logs' | 'runEvents'

/** Who answers them. */
export function runHandlers(project: Project): Handlers<RunRoute> {
  const stories = new RunStories(project)
  return {
    runs: ({ query }) => runsPage(project, query),
    run: async ({ params }) => runBodyOf(project, await stories.of(params.run)),
    steps: async ({ params, query }) => stepsPage(project, await stories.of(params.run), query),
    logs: async ({ params, query }) => logsPage(project, await stories.of(params.run), query),
    runEvents: async ({ params, query }) => runEventsPage(project, await stories.of(params.run), query),
  }
}
