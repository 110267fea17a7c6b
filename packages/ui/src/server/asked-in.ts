import { HeadwaterError } from '@headwater/core'
import type { Request } from 'express'
import type { z } from 'zod'
import type { Route, RouteName } from '../contract/routes.ts'
import type { Asked, Params } from './handler.ts'

const longestParam = 1000

/** What a request asks a route for. Throws REQUEST_INVALID. */
export function askedIn(route: Route, request: Request): Asked<RouteName> {
  return {
    params: paramsIn(request),
    query: (route.query && checked(route.query, queryIn(request), 'query')) as never,
    body: (route.body && checked(route.body, request.body as unknown, 'body')) as never,
    base: request.baseUrl.replace(/\/api$/, ''),
  }
}

/** By name, whatever the app that this is mounted in makes of queries. */
export function queryIn({ originalUrl }: Request): { readonly [name: string]: string | readonly string[] } {
  const { searchParams } = new URL(originalUrl, 'http://localhost')
  const names = new Set(searchParams.keys())
  return Object.fromEntries(
    [...names].map((name) => {
      const [first = '', ...more] = searchParams.getAll(name)
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

/** What the schema reads. Throws REQUEST_INVALID with the place of the first thing that is wrong. */
export function checked<S extends z.ZodType>(schema: S, value: unknown, part: 'query' | 'body'): z.output<S> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw invalid([part, ...(issue?.path ?? [])].map(String).join('.'), issue?.message ?? 'it cannot be read')
}

/** The mistake in a request, with the part of it that is meant. */
export function invalid(field: string, problem: string): HeadwaterError {
  return new HeadwaterError('REQUEST_INVALID', {
    message: `\`${field}\` is wrong: ${problem}`,
    hint: 'See `/api/openapi.json` for what the route takes.',
    cause: { field },
  })
}

function paramsIn({ params }: Request): Params {
  const text = (name: 'asset' | 'run'): string => {
    const { [name]: value = '' } = params
    if (typeof value === 'string' && value.length <= longestParam) return value
    throw invalid(name, `it is longer than ${longestParam} characters`)
  }
  return { asset: text('asset'), run: text('run') }
}
