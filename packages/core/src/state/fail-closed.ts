import { fail } from '../errors/index.ts'

/** Throws STATE_CLOSED for a store that is used after its `close`. */
export function failClosed(name: string): never {
  fail('STATE_CLOSED', {
    message: `state store \`${name}\` is closed`,
    hint: 'Close a project only after its last run has ended, or open another one.',
  })
}
