/** `npm test`: everything that must hold, one step after the other, up to the first that fails. Each is an npm script of its own. */
import { spawnSync } from 'node:child_process'

const steps = [
  ['format:check', 'every file is formatted'],
  ['lint', 'the rules of the linter, import cycles among them'],
  ['layers', 'folders and packages import only what they may'],
  ['build', 'declarations and bundles'],
  ['types', 'the types of sources, tests and examples, and what the public types accept and refuse'],
  ['unit', 'unit and property tests'],
  ['smoke', 'the packed packages, installed in an empty project'],
]

// A test that never yields cannot be stopped by its own runner.
const timeout = 30 * 60_000
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
const failed = steps.findIndex(([script, promise], index) => {
  console.log(`\n── ${index + 1} of ${steps.length}: npm run ${script} ── ${promise}`)
  return spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', env, timeout }).status !== 0
})

if (failed === -1) {
  console.log(`\n${steps.length} passed, 0 failed`)
} else {
  const left = steps.slice(failed + 1).map(([script]) => script)
  console.log(`\n${steps[failed][0]} failed.${left.length > 0 ? ` Not run: ${left.join(', ')}.` : ''}`)
  console.log(`${failed} passed, 1 failed`)
  process.exitCode = 1
}
