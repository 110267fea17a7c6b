import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * Runs test files against a server that has been started.
 *
 * @returns {Promise<{ passed: number, failures: string[], lacks: string[] }>} each failure is told with its reason
 */
export async function runTests({ tests, lacks }, place, environment) {
  const [report, log] = ['report.json', 'vitest.log'].map((name) => join(place.folder, name))
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const options = ['--config', 'vitest.integration.config.ts', '--reporter', 'json', '--outputFile', report]
  const output = openSync(log, 'w')
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...tests], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  place.onClose(() => child.kill())
  await once(child, 'exit')
  if (!existsSync(report)) throw new Error(`no test was run: ${readFileSync(log, 'utf8')}`)
  return judge(JSON.parse(readFileSync(report, 'utf8')).testResults, lacks)
}

/** A test that fails as was said is a lack; one that passes although it was said to fail is a failure. */
export function judge(files, lacks) {
  const all = files.flatMap(({ assertionResults }) => assertionResults)
  const failed = all.filter(({ status }) => status === 'failed')
  const lacking = Object.keys(lacks).filter((name) => failed.some(({ title }) => title === name))
  const unloaded = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    lacks: lacking.map((name) => `${name}: ${lacks[name]}`),
    failures: [
      ...(all.length === 0 && unloaded.length === 0 ? ['no test was run'] : []),
      ...unloaded.map(({ name, message }) => `${name}: ${message}`),
      ...failed.flatMap(({ title, fullName, failureMessages }) =>
        lacking.includes(title) ? [] : [`${fullName}: ${failureMessages.join('\n')}`],
      ),
      ...Object.keys(lacks).flatMap((name) => (lacking.includes(name) ? [] : [`${name}: it was said to lack this`])),
    ],
  }
}
