import { type AssetDefinition, definitionOf } from '../define/index.ts'
import { HeadwaterError, isHeadwaterError } from '../errors/index.ts'

/** Finds checks that read something else than an asset of the project. */
export function checkProblems(definitions: readonly AssetDefinition[]): readonly HeadwaterError[] {
  const keys = new Set(definitions.map(({ key }) => key))
  return definitions.flatMap(({ key: asset, checks }) =>
    checks.flatMap(({ name, reads }) => (reads === undefined ? [] : problemsOf({ asset, name, keys }, reads))),
  )
}

interface Reader {
  readonly asset: string
  readonly name: string
  readonly keys: ReadonlySet<string>
}

function problemsOf({ asset, name, keys }: Reader, reads: unknown): readonly HeadwaterError[] {
  try {
    const { key } = definitionOf(reads)
    if (keys.has(key)) return []
    const message = `check \`${name}\` of asset \`${asset}\` reads \`${key}\`, which is not in the project`
    return [
      new HeadwaterError('GRAPH_DEP_MISSING', { asset, message, hint: `Add \`${key}\` to the assets of the project.` }),
    ]
  } catch (error) {
    if (!isHeadwaterError(error)) throw error
    const message = `check \`${name}\` of asset \`${asset}\`: ${error.message}`
    return [new HeadwaterError(error.code, { asset, message, hint: error.hint })]
  }
}
