import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { inFolder, repository } from './folder.ts'
import { writeProject } from './generated-project.ts'
import { compare, timedCommand } from './measure.ts'

const assets = 500
const command = join(repository, 'packages/cli/bin/headwater.mjs')

/** `headwater list`: what every command costs before it does anything. Its limit is starting Node.js. */
export const list: Benchmark = {
  name: 'list',
  needsBuild: true,
  measure: () =>
    inFolder(async (folder) => {
      writeProject(folder, assets, 'headwater')
      const { ours, peer } = await compare(
        15,
        () => timedCommand(process.execPath, [command, 'list'], { cwd: folder }),
        () => timedCommand(process.execPath, ['-e', '0'], { cwd: folder }),
      )
      const budget = { figure: ours.wallMs - peer.wallMs, limit: 300, unit: 'ms more' } as const
      return [{ what: `list ${assets} assets`, peerName: 'node -e 0', ours, peer, budgets: [budget] }]
    }),
}
