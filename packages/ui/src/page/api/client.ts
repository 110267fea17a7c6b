import type { AnswerOf, BodyOf, QueryOf, RouteName, routes } from '../../contract/routes.ts'
import { ApiError } from './api-error.ts'
import { paths } from './paths.ts'

type Routes = typeof routes
type WithMethod<M extends string> = { [N in RouteName]: Routes[N]['method'] extends M ? N : never }[RouteName]

/** Routes that only read. */
export type ReadName = WithMethod<'get'>
/** Routes that take a body. */
export type WriteName = WithMethod<'post'>

type ParamsOf<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : P extends `${string}:${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown

/** What a route is asked with: the names in its path, and its query. */
export type InputOf<N extends RouteName> = ParamsOf<(typeof paths)[N]> &
  ([QueryOf<N>] extends [never] ? unknown : { readonly query?: QueryOf<N> })

type Input = { readonly query?: object } & Readonly<Record<string, unknown>>

/** Reads one route. Fails with an `ApiError`. */
export async function read<N extends ReadName>(name: N, input: InputOf<N>, signal?: AbortSignal): Promise<AnswerOf<N>> {
  return send<AnswerOf<N>>(addressOf(name, input as Input), signal ? { signal } : {})
}

/**
 * Asks for what changes something, or for a plan. `key` is the same for every try of one press of a button, so that what
 * is sent twice happens once.
 */
export async function write<N extends WriteName>(
  name: N,
  input: InputOf<N>,
  body: BodyOf<N>,
  key: string = newKey(),
): Promise<AnswerOf<N>> {
  return send<AnswerOf<N>>(addressOf(name, input as Input), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
}

/** An address of this server, wherever the router is mounted: `<base href>` says it. */
export function apiAddress(path: string): URL {
  return new URL(`api${path}`, document.baseURI)
}

/** 128 random bits. `crypto.randomUUID` is absent where the page came without TLS from another machine. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function addressOf(name: RouteName, input: Input): URL {
  const path = paths[name].replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(String(input[param])))
  const url = apiAddress(path)
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== '') url.searchParams.set(key, String(value))
  }
  return url
}

async function send<T>(url: URL, init: RequestInit): Promise<T> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause
    throw ApiError.unreachable(cause)
  })
  if (!response.ok) throw await ApiError.of(response)
  // The server parses what it answers with the schemas of the contract, and page and server come from one package.
  return (await response.json()) as T
}
