import type { Project } from '@headwater/core'
import { Search } from './find/search.ts'
import { selectionOf } from './find/selection.ts'
import type { Handlers } from './handler.ts'
import { ownVersion } from './own-package.ts'
import { readHandlers, type Statuses } from './reads/index.ts'
import { maskedAnswer } from './reads/masked-answer.ts'
import { runHandlers } from './runs/run-handlers.ts'
import type { StartedRuns } from './actions/started-runs.ts'
import { actionHandlers } from './actions/action-handlers.ts'

/** What the handlers work with beside the project. */
export interface Served {
  readonly name: string
  readonly readOnly: boolean
  readonly statuses: Statuses
  readonly runs: StartedRuns
}

/** Who answers which route, with the secrets masked in whatever text is shown. */
export function handlersOf(project: Project, { name, readOnly, statuses, runs }: Served): Handlers {
  const profile = process.env['HEADWATER_PROFILE']
  const search = new Search(project)
  const own = {
    info: async ({ base }) => ({
      project: name,
      ...(profile && { profile }),
      version: ownVersion,
      readOnly,
      base,
      position: await project.position(),
    }),
    health: () => ({ ok: true, version: ownVersion, uptime: process.uptime() }),
    version: () => ({ version: ownVersion }),
    selection: ({ query }) => selectionOf(project, query),
    search: ({ query }) => search.find(query),
    ...runHandlers(project),
    ...actionHandlers(project, runs),
  } satisfies Omit<Handlers, keyof ReturnType<typeof readHandlers>>
  return { ...readHandlers(project, statuses, name), ...masking(own) }
}

function masking<H extends { readonly [name: string]: (asked: never) => unknown }>(handlers: H): H {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (asked: never) => maskedAnswer(await handler(asked)),
  ])
  return Object.fromEntries(wrapped) as H
}
