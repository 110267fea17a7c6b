// Materializes the crash project and tells, a line each: `recovered`, `started`, `made 1`, `made 2`..., `done`.
import { crashProject } from '../crash-project.ts'

const [, , folder = '', version = '1'] = process.argv
const project = crashProject(folder, Number(version))
const made = new Map<string, number>()
let told = 0
const run = await project.materialize('*', {
  onProgress: (progress) => {
    if (progress.kind === 'recovered' || progress.kind === 'started') process.stdout.write(`${progress.kind}\n`)
    if (progress.kind !== 'step') return
    made.set(progress.outcome.step, progress.outcome.made)
    const all = [...made.values()].reduce((sum, count) => sum + count, 0)
    // Several partitions may be done between two calls.
    for (; told < all; told += 1) process.stdout.write(`made ${told + 1}\n`)
  },
})
await project.close()
process.stdout.write(run.ok ? 'done\n' : `failed ${JSON.stringify(run.failures[0])}\n`)
