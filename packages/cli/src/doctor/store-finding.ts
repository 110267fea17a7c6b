import type { Probe, StoreProbes } from '@headwater/core'
import { count } from '../print/words.ts'
import type { Finding } from './finding.ts'

/** What trying a store came to. */
export function storeFinding({ holds, store, assets, probes }: StoreProbes): Finding {
  const name = holds === 'state' ? 'state' : 'values'
  const where = holds === 'state' ? store : `${store}, of ${count(assets, 'asset')}`
  if (probes.length === 0) return { name, result: 'ok', found: `${where}: cannot be tried` }
  const failed = probes.filter(({ ok }) => !ok)
  const result = failed.length > 0 ? 'fail' : probes.some(isWarning) ? 'warn' : 'ok'
  const found = failed.length > 0 ? `${where}: does not work` : `${where}: ${probes.map(inWords).join(', ')}`
  return { name, result, found, probes }
}

/** It works, and something should be looked at. */
export function isWarning({ ok, hint }: Probe): boolean {
  return ok && hint !== undefined
}

function inWords({ what, found }: Probe): string {
  return found === undefined ? what : `${what} (${found})`
}
