import type { EventOf } from '../events/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import type { StateStore } from '../state/index.ts'
import { asideOf } from './history-events.ts'

/** What assets are called now that something was recorded of under other names. */
export class CurrentNames {
  readonly #renamed: readonly EventOf<'renamed'>[]
  readonly #now = new Map<string, string>()
  readonly #former: ProjectModel['formerKeys']

  private constructor(renamed: readonly EventOf<'renamed'>[], former: ProjectModel['formerKeys']) {
    this.#renamed = renamed
    this.#former = former
    for (const [key, names] of former) for (const name of names) this.#now.set(name, key)
  }

  static async read(store: StateStore, { formerKeys }: Pick<ProjectModel, 'formerKeys'>): Promise<CurrentNames> {
    return new CurrentNames(await store.events({ types: ['renamed'] }), formerKeys)
  }

  /** The name of an asset now that an event at some position of the log was recorded under. */
  of({ asset, position }: { readonly asset: string; readonly position: number }): string {
    let name = asideOf(asset)
    for (const renamed of this.#renamed)
      if (renamed.position > position && renamed.from === name) name = asideOf(renamed.asset)
    return this.#now.get(name) ?? name
  }

  /** Whether what an asset had under a name was put aside after a position, since the asset is cut otherwise. */
  isAside({ asset, position }: { readonly asset: string; readonly position: number }): boolean {
    let name = asset
    for (const renamed of this.#renamed) {
      if (renamed.position <= position || renamed.from !== name) continue
      if (asideOf(renamed.asset) !== renamed.asset) return true
      name = renamed.asset
    }
    return false
  }

  /** The names under which older cuts of an asset were put aside, the newest first. */
  aside(asset: string): readonly string[] {
    const names = new Set([asset, ...(this.#former.get(asset) ?? [])])
    const aside: string[] = []
    for (const renamed of this.#renamed.toReversed()) {
      if (!names.has(asideOf(renamed.asset))) continue
      if (asideOf(renamed.asset) !== renamed.asset) aside.push(renamed.asset)
      names.add(renamed.from)
    }
    return aside
  }
}
