import type { Facts } from '../base/facts.ts'
import type { AnyAsset } from '../define/index.ts'
import type { Location } from '../io/index.ts'
import type { InputLineage } from '../lineage/index.ts'

/** A model: an asset each of whose materializations is a version, with names that move from one to another. */
export type AnyModel = AnyAsset & { readonly aliases: readonly string[] }

/** The names that versions of a model can have. */
export type AliasOf<M extends AnyModel> = M['aliases'][number]

/** One version of a model: its artifact, and what is recorded of how it came about. */
export interface ModelVersion<out Alias extends string = string> {
  /** Its number: where it stands in the event log. Later versions have higher ones, and none is given twice. */
  readonly version: number
  readonly partition: string | null
  /** When it was recorded, in epoch milliseconds. */
  readonly time: number
  readonly runId: string
  /** The names that it has now. */
  readonly aliases: readonly Alias[]
  /** What training reported of it, and what its maker noted beside. */
  readonly metrics: Facts
  readonly codeVersion: string
  readonly dataVersion: string
  /** The size of its artifact; undefined where the store did not tell. */
  readonly bytes: number | undefined
  /** Where its artifact lies, in the words of its store. */
  readonly location: Location
  /** Whether the artifact can still be read: older ones are pruned, or replaced by stores that keep one. */
  readonly isKept: boolean
  /** The partitions that it was trained on, at the data versions that were read. */
  readonly inputs: readonly InputLineage[]
}
