import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { ModelHistory } from './model-history.ts'
import type { ModelVersion } from './model-version.ts'
import { moveAlias } from './move-alias.ts'
import type { Session } from './session.ts'

/** The versions of one model, and the aliases that move from one to another: see `Project.model`. */
export interface Model<out T, in out Alias extends string> {
  /** Its key. */
  readonly asset: string
  /** Its versions, the newest first; default: 20. */
  versions(limit?: number): Promise<readonly ModelVersion<Alias>[]>
  /**
   * One version, by its number or by an alias that it holds. Throws VERSION_UNKNOWN, ALIAS_UNKNOWN, and NOT_MATERIALIZED for
   * an alias that no version holds.
   */
  version(which: Alias | number): Promise<ModelVersion<Alias>>
  /** The versions that hold its aliases, undefined for none, in the order in which it declares them. */
  aliases(): Promise<readonly { readonly alias: Alias; readonly version: number | undefined }[]>
  /** Reads the artifact of a version, parsed by the schema of the model. Throws as `version` does, and VALUE_GONE. */
  load(which: Alias | number): Promise<T>
  /**
   * Gives an alias to a version, in one step: its readers become stale. With `expected` only where that version holds it
   * now (null: where none does); without, only where it stays put while this call looks at it. So of two who move it from
   * the same place one wins, and the other gets ALIAS_MOVED. Throws as `version` does, and VALUE_GONE.
   */
  moveAlias(
    alias: Alias,
    to: Alias | number,
    options?: { readonly expected?: number | null | undefined },
  ): Promise<ModelVersion<Alias>>
}

/** Throws MODEL_EXPECTED. */
export function modelOf(session: Session, definition: AssetDefinition): Model<unknown, string> {
  const { key: asset, aliases } = definition
  if (!aliases) {
    fail('MODEL_EXPECTED', {
      message: `asset \`${asset}\` is no model: its values have no versions with names`,
      hint: 'Make it with `modelAsset` of @headwater/assets, or name a model.',
      asset,
    })
  }
  const { names } = aliases
  const read = () => ModelHistory.read(session, definition)
  const row = async (which: string | number) => {
    if (typeof which === 'string') assertDeclared(asset, names, which)
    const history = await read()
    return { history, row: await history.row(which) }
  }
  const one = async ([version]: readonly ModelVersion[]): Promise<ModelVersion> =>
    version ?? fail('INTERNAL', { asset, message: `a version of \`${asset}\` that was found is not described` })
  return Object.freeze<Model<unknown, string>>({
    asset,
    versions: async (limit = 20) => {
      const history = await read()
      return history.describe(await history.rows(limit))
    },
    version: async (which) => {
      const found = await row(which)
      return one(await found.history.describe([found.row]))
    },
    aliases: async () => {
      const history = await read()
      const held = names.map(async (alias) => ({
        alias,
        version: (await history.holder(alias))?.position,
      }))
      return Promise.all(held)
    },
    load: async (which) => {
      const found = await row(which)
      return found.history.read(found.row)
    },
    moveAlias: async (alias, to, { expected } = {}) => {
      for (const name of [alias, to]) if (typeof name === 'string') assertDeclared(asset, names, name)
      const moved = await moveAlias(session, definition, { alias, to, expected })
      return one(await (await read()).describe([moved]))
    },
  })
}

function assertDeclared(asset: string, names: readonly string[], alias: string): void {
  if (names.includes(alias)) return
  fail('ALIAS_UNKNOWN', {
    message: `model \`${asset}\` has no alias \`${alias}\`; it has ${names.map((name) => `\`${name}\``).join(', ') || 'none'}`,
    hint: 'Declare it in `aliases` of the model, or name one of those, or a version by its number.',
    asset,
  })
}
