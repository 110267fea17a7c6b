import { spawnSync } from 'node:child_process'
const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
run('tsc', '-b', 'packages/core', 'packages/assets', 'packages/cli')
