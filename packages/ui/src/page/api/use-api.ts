import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import type { AnswerOf, BodyOf } from '../../contract/routes.ts'
import type { ApiError } from './api-error.ts'
import { type InputOf, newKey, type ReadName, read, type WriteName, write } from './client.ts'

/** Routes that answer one page of a list. */
export type PagedName = {
  [N in ReadName]: AnswerOf<N> extends { items: unknown[]; next?: string | undefined } ? N : never
}[ReadName]
export type ItemOf<N extends PagedName> = AnswerOf<N>['items'][number]

export interface UseApiOptions {
  /** Ask only when this is true. Absent: always. */
  readonly enabled?: boolean
  /** Show the former answer until the new one is there: for what changes with every key that is pressed. */
  readonly keep?: boolean
}

/** The answer of one route, kept under `[name, input]`; `api/live` keeps it current. */
export function useApi<N extends ReadName>(
  name: N,
  input: InputOf<N>,
  { enabled = true, keep = false }: UseApiOptions = {},
): UseQueryResult<AnswerOf<N>, ApiError> {
  return useQuery({ ...apiQuery(name, input), enabled, ...(keep ? { placeholderData: keepPreviousData } : {}) })
}

/** For `queryClient.prefetchQuery` and the like. */
export function apiQuery<N extends ReadName>(name: N, input: InputOf<N>) {
  return queryOptions<AnswerOf<N>, ApiError>({
    queryKey: [name, input],
    queryFn: ({ signal }) => read(name, input, signal),
  })
}

/** A list page by page: `items` is what has been read so far. */
export function useApiPages<N extends PagedName>(
  name: N,
  input: InputOf<N>,
  { enabled = true }: UseApiOptions = {},
): UseInfiniteQueryResult<ItemOf<N>[], ApiError> {
  return useInfiniteQuery({ ...apiPages(name, input), enabled })
}

/** A press of a button: every try of it has one idempotency key, so that what is sent twice happens once. */
export function useWrite<N extends WriteName>(
  name: N,
): UseMutationResult<AnswerOf<N>, ApiError, { input: InputOf<N>; body: BodyOf<N>; key?: string }> {
  return useMutation({
    mutationFn: ({ input, body, key = newKey() }) => write(name, input, body, key),
  })
}

function apiPages<N extends PagedName>(name: N, input: InputOf<N>) {
  return infiniteQueryOptions({
    queryKey: [name, input, 'pages'],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) =>
      read(name, withCursor(input, pageParam), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: AnswerOf<N>) => (last as { next?: string }).next,
    select: (data: { pages: AnswerOf<N>[] }) => data.pages.flatMap((page) => page.items as ItemOf<N>[]),
  })
}

function withCursor<N extends PagedName>(input: InputOf<N>, cursor: string | undefined): InputOf<N> {
  if (cursor === undefined) return input
  const asked = input as { readonly query?: object }
  return { ...asked, query: { ...asked.query, cursor } } as unknown as InputOf<N>
}
