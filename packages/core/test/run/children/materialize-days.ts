// Materializes the crash project and tells, a line each: `recovered`, `started`, `made 1`, `made 2`..., `done`.
import { crashProject } from '../crash-project.ts'

const [, , folder = '', version = '1'] = process.argv
const project = crashProject(folder, Number(version))
const made = new Map<string, number>()
const run = await project.materialize('*', {
  onProgress: (progress) => {
    if (progress.kind === 'recovered' || progress.kind === 'started') process.stdout.write(`${progress.kind}\n`)
    if (progress.kind !== 'step' || progress.done) return
    made.set(progress.outcome.step, progress.outcome.made)
    process.stdout.write(`made ${[...made.values()].reduce((sum, count) => sum + count, 0)}\n`)
  },
})
await project.close()
process.stdout.write(run.ok ? 'done\n' : `failed ${JSON.stringify(run.failures[0])}\n`)
