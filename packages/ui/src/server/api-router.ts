import { HeadwaterError, type Project } from '@headwater/core'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { type Route, type RouteName, routes } from '../contract/routes.ts'
import { askedIn, invalid } from './asked-in.ts'
import { jsonRule, readOnlyRule } from './guard/write-rule.ts'
import type { Asked, Handlers } from './handler.ts'
import { IdempotentAnswers } from './idempotent-answers.ts'
import { type JsonAnswer, problemAnswer, sendJson } from './json-answer.ts'

const largestBody = 65_536

/** All routes of the API, with what they are asked checked against the contract. */
export function apiRouter(
  handlers: Handlers,
  { project, readOnly }: { readonly project: Project; readonly readOnly: boolean },
): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const answers = new IdempotentAnswers(project)
  const bodyOf = express.json({ limit: largestBody, type: () => true })
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    if (route.method === 'get') router.get(route.path, reading(handlers, name, route))
    else if (!route.writes) router.post(route.path, jsonRule, bodyOf, reading(handlers, name, route))
    else if (readOnly) router.post(route.path, readOnlyRule)
    else router.post(route.path, jsonRule, bodyOf, writing(handlers, name, answers))
  }
  return router
}

/** Everything under the API that no route answers. */
export const unknownRoute: RequestHandler = ({ method, path }) => {
  throw new HeadwaterError('ROUTE_UNKNOWN', {
    message: `there is no \`${method} /api${path}\``,
    hint: 'See `/api/openapi.json` for the routes that there are.',
  })
}

/** Says what went wrong, in the words and codes of the library. */
export const sendProblem: ErrorRequestHandler = (thrown: unknown, request, response, next) => {
  if (response.headersSent) return next(thrown)
  return sendJson(request, response, problemAnswer(bodyProblem(thrown)))
}

function reading(handlers: Handlers, name: RouteName, route: Route): RequestHandler {
  return async (request, response) => {
    const asked = askedIn(route, request)
    await sendJson(request, response, await answerOf(handlers, name, asked))
  }
}

function writing(handlers: Handlers, name: RouteName, answers: IdempotentAnswers): RequestHandler {
  return async (request, response) => {
    const asked = askedIn(routes[name], request)
    const answer = await answers.answer(request.get('Idempotency-Key'), [name, asked], (run) =>
      answerOf(handlers, name, { ...asked, request: run }).catch(problemAnswer),
    )
    await sendJson(request, response, answer)
  }
}

async function answerOf(handlers: Handlers, name: RouteName, asked: Asked<RouteName>): Promise<JsonAnswer> {
  // Each handler is given what the schemas of its own route have read.
  const handler = handlers[name] as (asked: Asked<RouteName>) => unknown
  return { status: 200, body: await handler(asked) }
}

/** What express says of a body or an address that it cannot read, in our words. */
function bodyProblem(thrown: unknown): unknown {
  if (thrown instanceof URIError) return invalid('path', thrown.message)
  const type = thrown instanceof Error && 'type' in thrown ? String(thrown.type) : ''
  if (type === 'entity.too.large') {
    return new HeadwaterError('REQUEST_TOO_LARGE', {
      message: `the body is larger than ${largestBody.toLocaleString('en')} bytes`,
      hint: 'Select assets by group, tag or pattern, and partitions by ranges, instead of listing them.',
    })
  }
  return /^(?:entity|charset|encoding|request)\./.test(type) ? invalid('body', String(thrown)) : thrown
}
