import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import { HeadwaterError, type Project } from '@headwater/core'
import { type Request, type Response, Router } from 'express'
import { apiRouter, sendProblem, unknownRoute } from './api-router.ts'
import { CallerRule } from './guard/caller-rule.ts'
import { hostRule } from './guard/host-rule.ts'
import { responseHeaders } from './guard/response-headers.ts'
import { siteRule } from './guard/site-rule.ts'
import { handlersOf } from './handlers-of.ts'
import { LiveStream } from './live/live-stream.ts'
import { openApi } from './open-api.ts'
import { ownFolder } from './own-package.ts'
import { PageFiles } from './page-files.ts'
import { Statuses } from './reads/index.ts'
import type { UiOptions } from './ui-options.ts'
import { StartedRuns } from './actions/started-runs.ts'

/** A router of express 5, for `app.use`. */
export interface HeadwaterUi {
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void
  /** Cancels the runs that were started through it and waits for their end, and ends live connections. */
  close(): Promise<void>
}

/**
 * The page and the API of a project as a router of express 5: `app.use('/headwater', headwaterUi(project))`. It answers this
 * machine alone unless it is given a token or `authorize`. Runs that are started through it go on in this process: close it
 * before the project. Throws TOKEN_NEEDED for a token that is too short.
 */
export function headwaterUi(project: Project, options: UiOptions = {}): HeadwaterUi {
  const { readOnly = false, name = basename(process.cwd()) } = options
  const caller = new CallerRule(options)
  const page = new PageFiles(join(ownFolder, 'dist/page'))
  const statuses = new Statuses(project)
  const runs = new StartedRuns()
  const live = new LiveStream(project, statuses)
  const api = Router({ caseSensitive: true, strict: true })
  api.use(caller.check)
  api.get('/live', live.serve)
  api.get('/openapi.json', openApi)
  api.use(apiRouter(handlersOf(project, { name, readOnly, statuses, runs }), { project, readOnly }))
  api.use(unknownRoute)
  const router = Router({ caseSensitive: true, strict: true })
  router.use(responseHeaders, hostRule(options.allowedHosts), siteRule)
  router.use('/api', api)
  router.get('/{*path}', caller.signIn, page.serve)
  router.use(sendProblem)
  const close = async (): Promise<void> => {
    live.close()
    await runs.close(new HeadwaterError('CANCELLED', { message: 'the server of the page ended' }))
  }
  // Whoever mounts it hands over the requests of an app of express.
  const ui = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    router(request as Request, response as Response, next)
  }
  return Object.assign(ui, { close })
}
