import type { AnswerOf, BodyOf, QueryOf, RouteName } from '../contract/routes.ts'

/** What a request asks for, as far as it has been checked. */
export interface Asked<N extends RouteName> {
  readonly params: Params
  readonly query: QueryOf<N>
  readonly body: BodyOf<N>
  /** Where the router is mounted: empty at the root, else as `/headwater`. */
  readonly base: string
  /** What changes something: by what the run that it starts is found again. */
  readonly request?: string | undefined
}

/** What the path of a route names; empty where it names no such thing. */
export interface Params {
  readonly asset: string
  readonly run: string
}

/** Answers one route. */
export type Handler<N extends RouteName> = (asked: Asked<N>) => Promise<AnswerOf<N>> | AnswerOf<N>

/** Answers some routes. */
export type Handlers<N extends RouteName = RouteName> = { readonly [R in N]: Handler<R> }
