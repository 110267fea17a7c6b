import module from 'node:module'

// Most of a short command is compiling. A Node.js too old to have the cache must live to read that it is too old.
module.enableCompileCache?.()

// Whoever reads our output may stop reading: `headwater list | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(process.exitCode ?? 0)
  })
}

const { runCommand } = await import('./run-command.ts')
process.exitCode = await runCommand(process.argv.slice(2))
// A project may leave handles open that would keep the process alive: once everything is written, it is over.
process.stdout.write('', () => process.stderr.write('', () => process.exit()))
