// Wipes five days of `prices`, and is killed when it has deleted the second of them, readable path and all, and a third's path.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asset, daily, defineProject, sqliteState } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { z } from 'zod'

const [, , folder = ''] = process.argv
const { store, ...io } = localValues({ root: join(folder, 'values') })
const dying = store && {
  ...store,
  home: store.home,
  remove: async (
    values: Parameters<NonNullable<typeof store.remove>>[0],
    attempt: Parameters<typeof store.publish>[1],
  ) => {
    const [first, third] = [values[0], values[2]]
    if (first) await store.remove?.([first], attempt)
    await rm(join(folder, 'values', String(third?.location['readable'])))
    process.kill(process.pid, 'SIGKILL')
  },
}
const days = daily({ start: '2024-01-01', end: '2024-01-10' })
const prices = asset('prices', { partitions: days, schema: z.string(), codeVersion: '1' }, () => '')
const project = defineProject({
  assets: [prices],
  state: sqliteState({ path: join(folder, 'state.sqlite') }),
  defaults: { io: { ...io, store: dying } },
})
await project.wipe('prices', { partitions: '2024-01-01..2024-01-05', deletes: true })
