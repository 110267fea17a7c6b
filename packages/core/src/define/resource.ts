import { branded } from '../base/brand.ts'
import { parseName } from '../keys/index.ts'
import type { Schema } from './schema.ts'

/** Something that assets use and do not make: a client, a connection. Opened at first use in a run, closed at its end. */
export interface Resource<out R> {
  readonly name: string
  readonly '~resource': { readonly types?: { readonly value: R } | undefined }
}

// oxlint-disable-next-line typescript/no-explicit-any
export type Resources = { readonly [name: string]: Resource<any> }
export type Opened<R> = R extends Resource<infer V> ? V : never

/** The run-time side of a resource. */
export interface ResourceNode {
  readonly config: Schema<unknown> | undefined
  readonly open: (config: unknown) => unknown
  readonly close: ((opened: unknown) => unknown) | undefined
}

/**
 * Declares a resource. Its config is read from the environment, one variable a field: `alpha_vantage` with
 * `{ apiKey }` reads `ALPHA_VANTAGE_API_KEY`. Values that came from the environment are masked in everything we print.
 */
export function resource<R, C = {}>(
  name: string,
  spec: {
    readonly config?: Schema<C> | undefined
    readonly open: (config: NoInfer<C>) => R | Promise<R>
    readonly close?: ((opened: NoInfer<R>) => void | Promise<void>) | undefined
  },
): Resource<R> {
  parseName('resource', name)
  const node = { config: spec.config, open: spec.open, close: spec.close }
  return branded('resource', { name, '~resource': Object.freeze(node) as Resource<R>['~resource'] })
}

/** The run-time side of a resource. */
export function resourceNode(resource: Resource<unknown>): ResourceNode {
  return resource['~resource'] as unknown as ResourceNode
}

/** A resource's stand-in, for tests. */
export interface Override {
  readonly resource: string
  readonly '~override': true
}

/** Puts `value` in the place of the opened resource: `project.withResources(override(api, fake))`. */
export function override<R>(of: Resource<R>, value: NoInfer<R>): Override {
  return branded('override', { resource: of.name, '~override': true as const, value })
}
