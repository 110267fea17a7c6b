import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { inFolder, repository } from './folder.ts'
import { compare, timedCommand } from './measure.ts'

const example = join(repository, 'examples/stock-forecast')
const command = join(repository, 'packages/cli/bin/headwater.mjs')

/** The example from nothing to its forecast, in a copy of its folder. Beside it stands starting Node.js. */
export const demo: Benchmark = {
  name: 'demo',
  needsBuild: true,
  measure: async () => {
    const { ours, peer } = await compare(
      1,
      () =>
        inFolder((folder) => {
          for (const part of ['assets', 'reference', 'src', 'headwater.config.ts', 'package.json'])
            cpSync(join(example, part), join(folder, part), { recursive: true })
          return timedCommand(process.execPath, [command, 'materialize'], { cwd: folder })
        }),
      () => timedCommand(process.execPath, ['-e', '0']),
    )
    return [{ what: 'materialize examples/stock-forecast', peerName: 'node -e 0', ours, peer, budgets: [] }]
  },
}
