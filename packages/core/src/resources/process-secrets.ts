import { Secrets } from './secrets.ts'

const registry = Symbol.for('headwater.secrets')

/**
 * What `settings` read that may never be shown. The environment belongs to the process, and so do these: they are read
 * before there is a project, and every project masks them, as does the command line, which has a copy of the library to
 * itself.
 */
export function processSecrets(): Secrets {
  const holder = globalThis as { [registry]?: Secrets }
  return (holder[registry] ??= new Secrets())
}
