import { branded } from '../base/brand.ts'
import type { AnyAsset, PartitionOf, Schema } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { parseName } from '../keys/index.ts'

/** An expression of the selection language, an asset, or several. */
export type Selection = string | AnyAsset | readonly AnyAsset[]

/** When to materialize what: data, for whatever keeps time. */
export interface Schedule {
  readonly name: string
  readonly cron: string
  readonly timezone?: string | undefined
  readonly select?: Selection | undefined
  readonly partitions?: string | undefined
}

/** Declares a schedule. Default zone: UTC. Default partitions: all that are missing or stale. */
export function schedule(
  name: string,
  spec: {
    readonly cron: string
    readonly timezone?: string | undefined
    readonly select: Selection
    readonly partitions?: string | undefined
  },
): Schedule {
  parseName('schedule', name)
  const fields = spec.cron.trim().split(/\s+/).length
  if (fields < 5 || fields > 6) {
    fail('SCHEDULE_INVALID', {
      message: `schedule \`${name}\` has the cron expression \`${spec.cron}\`, with ${fields} field${fields === 1 ? '' : 's'}`,
      hint: 'Write five fields, minute first: `0 18 * * 1-5` is 18:00 on weekdays.',
    })
  }
  return branded('schedule', { name, timezone: 'UTC', ...spec })
}

/** One partition of an asset that is to be materialized. */
export interface Request {
  readonly asset: string
  readonly partition?: unknown
}

type Key<A extends AnyAsset> = [PartitionOf<A>] extends [null] ? [] : [partition: PartitionOf<A>]

/** Asks for one partition of an asset: what a sensor answers with. */
export function request<A extends AnyAsset>(of: A, ...partition: Key<A>): Request {
  return branded('request', { asset: of.key, partition: partition[0] ?? null })
}

/** Looks at the world every so often, and asks for what has become due. */
export interface Sensor {
  readonly name: string
}

/** What a sensor does, for whatever keeps time. */
export interface SensorNode extends Sensor {
  readonly everyMs: number
  readonly cursor: Schema<unknown>
  readonly poll: (
    cursor: never,
    context: { readonly signal: AbortSignal },
  ) => Promise<{ readonly cursor: unknown; readonly requests: readonly Request[] }>
}

/** Declares a sensor. The cursor that `poll` answers with is handed to its next call; the first gets undefined. */
export function sensor<C>(
  name: string,
  spec: {
    readonly everyMs: number
    readonly cursor: Schema<C>
    readonly poll: (
      cursor: NoInfer<C> | undefined,
      context: { readonly signal: AbortSignal },
    ) => Promise<{ readonly cursor: NoInfer<C>; readonly requests: readonly Request[] }>
  },
): Sensor {
  parseName('sensor', name)
  if (!(spec.everyMs >= 1)) {
    fail('SCHEDULE_INVALID', {
      message: `sensor \`${name}\` has everyMs: ${spec.everyMs}`,
      hint: 'Give the milliseconds between two polls, at least 1.',
    })
  }
  const node: SensorNode = { name, ...spec }
  return branded('sensor', node)
}
