import { relative } from 'node:path'
import type { AssetDefinition } from '../define/index.ts'
import { sampleKey } from '../partitions/index.ts'
import { versionText } from '../status/index.ts'
import type { Session } from './session.ts'

/** What an asset is made by. */
export interface AssetCode {
  /** As it is recorded with what is made; empty for what is made elsewhere. */
  readonly version: string
  /** The function that a person wrote. Undefined where no file of the project holds it. */
  readonly source:
    | {
        /** From the working directory. */
        readonly file: string
        /** Where it begins, counted from 1. */
        readonly line: number
        readonly text: string
      }
    | undefined
  /** The query as it is sent, for one partition as the asset may have it. Undefined for others than queries. */
  readonly sql: string | undefined
}

export async function assetCode({ codeVersions }: Session, definition: AssetDefinition): Promise<AssetCode> {
  const { step, query } = definition
  const [made] = (await step.code()).functions
  const written = query?.written ?? made
  const source = written && codeVersions.sourceOf(written)
  return {
    version: step.produce ? versionText(await codeVersions.of(step)) : '',
    source: source && { ...source, file: relative(process.cwd(), source.file) },
    sql: await query?.text(sampleKey(definition.partitions)),
  }
}
