/**
 * `npm run test:integration`: runs conformance suites against servers that others have made, so that our drivers and our own
 * emulators are checked by somebody else. Takes what is on this machine and says what is not.
 *
 *     npm run test:integration                 everything that is here
 *     npm run test:integration -- moto MinIO   these alone
 *     npm run test:integration -- --install    what can be had from Debian, PyPI and Go's proxy is installed first, as root
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Place } from './integration/place.mjs'
import { runTests } from './integration/run-tests.mjs'
import { servers, unchecked } from './integration/servers/index.mjs'

const names = process.argv.slice(2).filter((argument) => argument !== '--install')
const unknown = names.filter((name) => !servers.some((server) => server.name === name))
if (unknown.length > 0) throw new Error(`there is no server ${unknown}; there are ${servers.map(({ name }) => name)}`)
const chosen = servers.filter(({ name }) => names.length === 0 || names.includes(name))

if (process.argv.includes('--install')) install(chosen)
const outcomes = []
for (const server of chosen) outcomes.push(await outcomeOf(server))
print(outcomes)
if (outcomes.some(({ failures }) => failures?.length > 0)) process.exitCode = 1

/** A server that cannot be had is no reason to do without the others. */
function install(servers) {
  const script = join(import.meta.dirname, 'integration/install.sh')
  for (const { name } of servers) spawnSync('bash', [script, name], { stdio: 'inherit' })
}

/** One server at a time, from start to end. */
async function outcomeOf(server) {
  const { name, standsFor } = server
  const version = server.version()
  if (version === undefined) return { name, standsFor }
  console.log(`${name} ${version} (${standsFor}) ...`)
  const place = new Place()
  const stop = () => place.close().then(() => process.exit(1))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return { name, standsFor, version, ...(await runTests(server, place, await server.start(place))) }
  } catch (error) {
    return { name, standsFor, version, passed: 0, lacks: [], failures: [error.message] }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await place.close()
  }
}

function print(outcomes) {
  for (const { name, failures = [] } of outcomes) for (const failure of failures) console.error(`\n${name}: ${failure}`)
  const ran = outcomes.filter(({ version }) => version !== undefined)
  const rows = ran.map(({ name, version, standsFor, passed, failures, lacks }) => [
    `${name} ${version}`,
    standsFor,
    `${passed} passed`,
    `${failures.length} failed`,
    `${lacks.length} lacking`,
  ])
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  console.log()
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  '))
  for (const { name, lacks } of ran) for (const lack of lacks) console.log(`  ${name} lacks: ${lack}`)
  for (const { name, standsFor, version } of outcomes) {
    if (version === undefined)
      console.log(`NOT CHECKED against ${name} (${standsFor}): it is not here; \`-- --install ${name}\` gets it`)
  }
  for (const name of unchecked) console.log(`NOT CHECKED: ${name}, of which nobody but its vendor has a server`)
}
