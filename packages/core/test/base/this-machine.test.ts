import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { hostOf, thisMachine } from '../../src/base/this-machine.ts'

const source = new URL('../../src/base/this-machine.ts', import.meta.url).href
const script = `import(${JSON.stringify(source)}).then(({ thisMachine }) => process.stdout.write(thisMachine()))`

/** What another process calls its machine, started through another program. */
function namedBy(...through: readonly string[]): string | undefined {
  const [program = '', ...args] = [...through, process.execPath, '-e', script]
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}

it('has one name in all processes that can look each other up', () => {
  expect(namedBy()).toBe(thisMachine())
  expect(hostOf(thisMachine())).toBe(hostname())
})

const contained = namedBy('unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc')
if (contained === undefined) console.warn('Skipped: this system gives no PID namespace to `unshare --user --pid`.')

it.skipIf(contained === undefined)('has another name in a container that shares the name of the host', () => {
  expect(contained).not.toBe(thisMachine())
  expect(hostOf(contained ?? '')).toBe(hostname())
})
