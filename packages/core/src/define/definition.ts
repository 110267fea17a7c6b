import type { Facts } from '../base/facts.ts'
import { branded } from '../base/brand.ts'
import { fail, type HeadwaterError } from '../errors/index.ts'
import type { IoManager, Location, Staged, StageAt, Attempt } from '../io/index.ts'
import type { PartitionKey, Partitions } from '../partitions/index.ts'
import type { CheckNode } from './check.ts'
import type { ColumnAnswer } from './columns/column-lineage.ts'
import type { Log } from './context.ts'
import type { Described } from './described.ts'
import type { AnyDep } from './dep.ts'
import type { Resources } from './resource.ts'
import type { Schema } from './schema.ts'

/** What an asset is at run time. The step makes it, alone or together with others. */
export interface AssetDefinition {
  readonly key: string
  /** Its name among the outputs of its step. */
  readonly output: string
  readonly step: StepDefinition
  readonly described: Described
  readonly partitions: Partitions
  readonly schema: Schema<unknown> | undefined
  readonly io: IoManager<never> | undefined
  readonly checks: readonly CheckNode[]
  /** Names that move from version to version, and who decides which of them a new version takes. */
  readonly aliases?: Aliases | undefined
  /** What is written where, when the asset does not leave that to its IO manager: shown, and part of its code version. */
  readonly target?: { readonly [name: string]: unknown } | undefined
  /** It keeps nothing: whoever reads it sees what its deps hold at that time. */
  readonly virtual?: boolean | undefined
  /** How the query is shown that makes it. Absent: it is made by no query. */
  readonly query?: QueryShown | undefined
  /** Absent: nobody can tell what its columns are made of, as far as it has deps. */
  readonly columnLineage?: ColumnAnswer | undefined
}

/** The query of an asset, to be looked at. */
export interface QueryShown {
  /** The function that writes it. Absent: it stands in a file of its own. */
  readonly written?: Function | undefined
  /** The text that is sent for a partition. */
  readonly text: (partition: PartitionKey) => Promise<string>
}

export interface Aliases {
  readonly names: readonly string[]
  readonly promote: ((candidate: Facts, current: Facts | undefined) => string | undefined) | undefined
}

/** One call that makes one asset or several. */
export interface StepDefinition {
  readonly name: string
  /** Asset definitions by output name. Filled by the factory before anyone can see the step. */
  readonly outputs: { readonly [output: string]: AssetDefinition }
  /** Read when the project is defined, never before: files may import each other. */
  readonly deps: () => { readonly [name: string]: AnyDep }
  readonly partitions: Partitions
  readonly resources: Resources
  /** May be asked for some of its outputs. */
  readonly subset: boolean
  /** `partition`: a call makes one partition. `range`: a call makes many. */
  readonly grain: 'partition' | 'range'
  readonly described: Described
  /** What the code version is made of. */
  readonly code: () => CodeParts | Promise<CodeParts>
  /** Absent: made elsewhere. What is made one by one may come together, which saves waiting for each. */
  readonly produce?: ((call: Call) => AsyncIterable<Produced | readonly Produced[]>) | undefined
  /** How an upstream is read by whoever keeps it, for plans to say. Absent: its values are handed to a function. */
  readonly reading?: ((io: IoManager<never> | undefined, schema: Schema<unknown> | undefined) => Reading) | undefined
  /** Looks at what is made elsewhere. */
  readonly observe?: ((call: Call) => Promise<Observation>) | undefined
  /** Mistakes that only this kind of asset can see. */
  readonly problems?: (() => readonly HeadwaterError[]) | undefined
}

/** Where it lies, or copied first to where the step is worked. */
export type Reading = 'in place' | 'by copy'

export interface CodeParts {
  readonly functions: readonly Function[]
  readonly values?: readonly unknown[] | undefined
}

export interface Observation {
  readonly dataVersion: string
  readonly facts?: Facts | undefined
}

/** A partition in a call: as the user writes it, and as text. */
export interface CallPartition {
  readonly key: PartitionKey
  readonly text: string | null
}

/** One attempt at a step: what the run hands to whoever makes the values. */
export interface Call {
  readonly runId: string
  readonly attempt: Attempt
  readonly partitions: readonly CallPartition[]
  /** Output names. */
  readonly wanted: ReadonlySet<string>
  /** The deps by name, also those of which nothing is materialized. */
  readonly deps: readonly CallDep[]
  readonly resources: { readonly [name: string]: unknown }
  readonly log: Log
  readonly signal: AbortSignal
  metadata(facts: Facts): void
  /** The inputs of one partition by dep name, read and parsed. */
  inputs(partition: CallPartition): Promise<{ readonly [dep: string]: unknown }>
  /** Where the inputs of one partition lie, unread. */
  sources(partition: CallPartition): { readonly [dep: string]: readonly Source[] }
  /** Where lies what the inputs of one partition show that are views, by names of their own. */
  beneath(partition: CallPartition): { readonly [name: string]: readonly Source[] }
  /** How a value of this output is to be staged by whoever stages it himself. */
  stageAt(output: string, partition: CallPartition): StageAt
}

/** A dep of a call. */
export interface CallDep {
  readonly name: string
  readonly asset: AssetDefinition
  /** Whether all of the asset is read: it has no partitions, or every one is meant. */
  readonly whole: boolean
}

/** One recorded input, unread. */
export interface Source {
  readonly asset: AssetDefinition
  readonly key: PartitionKey
  readonly partition: string | null
  readonly location: Location
  readonly dataVersion: string
  /** Who keeps it, the project's default included. Absent: it has no value. */
  readonly io: IoManager<never> | undefined
  /** Reads it and parses it by the asset's schema. */
  readonly value: () => Promise<unknown>
  /** See `ViewSource`. */
  readonly batches: <T>(batch: Schema<T>) => AsyncIterable<T> | undefined
}

/** A value made, or one that its maker already staged. */
export type Produced =
  | {
      readonly output: string
      readonly partition: CallPartition
      readonly value: unknown
      readonly facts?: Facts | undefined
    }
  | {
      readonly output: string
      readonly partition: CallPartition
      readonly staged: Staged
      readonly facts?: Facts | undefined
    }

const definitionKey = Symbol.for('headwater.definition')

/** Makes the public face of a definition: frozen, with the key, the dep node, and what else its kind adds. */
export function assetObject<Extra extends object>(
  definition: AssetDefinition,
  extra: Extra,
): { readonly key: string; readonly '~dep': { readonly kind: 'asset' } } & Extra {
  const face = { key: definition.key, '~dep': Object.freeze({ kind: 'asset' as const }), ...extra }
  Object.defineProperty(face, definitionKey, { value: definition })
  return branded('asset', face)
}

/** The definition behind an asset. Throws ASSET_EXPECTED when the value is none. */
export function definitionOf(asset: unknown): AssetDefinition {
  const definition =
    typeof asset === 'object' && asset !== null
      ? (asset as { [definitionKey]?: AssetDefinition })[definitionKey]
      : undefined
  return (
    definition ??
    fail('ASSET_EXPECTED', {
      message: `an asset was expected, and ${describe(asset)} was given`,
      hint: 'Pass what asset(), sqlAsset(), multiAsset()... returned.',
    })
  )
}

function describe(value: unknown): string {
  return typeof value === 'string'
    ? `the text \`${value}\``
    : value === null
      ? 'null'
      : `a value of type ${typeof value}`
}
