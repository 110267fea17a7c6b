import type { RequestHandler } from 'express'
import { z } from 'zod'
import { liveMessages } from '../contract/live.ts'
import { liveQuery, type Route, routes } from '../contract/routes.ts'
import { errorBody } from '../contract/words.ts'
import { sendJson } from './json-answer.ts'
import { ownVersion } from './own-package.ts'

/** Answers `GET /api/openapi.json`. */
export const openApi: RequestHandler = (request, response) =>
  sendJson(request, response, { status: 200, body: openApiDocument(request.baseUrl) })

/** The API as an OpenAPI 3.1 document, made of the table of routes. `server`: where the API is mounted. */
export function openApiDocument(server: string) {
  const paths: { [path: string]: { [method: string]: object } } = {
    '/live': { get: liveOperation() },
  }
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Headwater',
      version: ownVersion,
      summary: 'The assets of a project: how they stand, and what to do about it.',
    },
    servers: [{ url: server }],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(errorBody, 'output') },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: ref('schemas') } },
        },
      },
    },
  }
}

function operationOf(operationId: string, { path, summary, query, body, answer, writes }: Route) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 1000 },
  }))
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  }
  return {
    operationId,
    summary,
    parameters: [...inPath, ...queryParameters(query), ...(writes ? [key] : [])],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: answersOf({ 'application/json': { schema: schemaOf(answer, 'output') } }),
  }
}

function liveOperation() {
  const messages = Object.entries(liveMessages).map(([name, message]) => ({
    title: name,
    ...schemaOf(message, 'output'),
  }))
  return {
    operationId: 'live',
    summary: 'What happens, as server-sent events; the id of each is the position to go on from',
    parameters: queryParameters(liveQuery),
    responses: answersOf({ 'text/event-stream': { schema: { oneOf: messages } } }),
  }
}

function answersOf(content: object) {
  return { 200: { description: 'As asked', content }, default: ref('responses') }
}

function ref(kind: 'schemas' | 'responses') {
  return { $ref: `#/components/${kind}/Problem` }
}

function queryParameters(query: z.ZodType | undefined) {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'output')
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
