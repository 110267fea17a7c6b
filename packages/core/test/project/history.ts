import { type Asset, asset, type AssetSpec, type Partitions, type ProjectSpec, sqliteState } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { FakeClock } from '@headwater/core/testing'
import { z } from 'zod'
import { temporaryFolder } from '../io/temporary-folder.ts'
import { noon, projectOf } from '../run/kernel.ts'

/** A state file and a folder of values that outlive projects, as those of a team outlive releases. */
export interface Place {
  readonly folder: string
  readonly clock: FakeClock
  /** Another release of the project over the same state. */
  readonly release: (assets: ProjectSpec['assets'], spec?: Partial<ProjectSpec>) => ReturnType<typeof projectOf>
}

/** An empty place, where it is so late. */
export async function newPlace(at = noon): Promise<Place> {
  const folder = await temporaryFolder()
  const clock = new FakeClock(at)
  return {
    folder,
    clock,
    release: (assets, spec = {}) =>
      projectOf(assets, {
        state: sqliteState({ path: `${folder}/state.sqlite`, clock }),
        defaults: { io: localValues({ root: `${folder}/values` }) },
        ...spec,
        clock,
      }),
  }
}

/** A number for each partition; `calls` counts how often one was made. */
export function numbers<const P extends Partitions>(
  key: string,
  partitions: P,
  calls: string[] = [],
  more: Partial<AssetSpec<string, {}, P, {}>> = {},
): Asset<string, P> {
  const make = (_: unknown, { partition }: { readonly partition: unknown }): string => {
    const text = typeof partition === 'string' ? partition : JSON.stringify(partition)
    calls.push(`${key} ${text}`)
    return `${key} ${text}`
  }
  return asset(key, { schema: z.string(), partitions, codeVersion: '1', ...more } as never, make as never) as never
}
