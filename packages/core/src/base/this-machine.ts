import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { digest } from './digest.ts'

/**
 * Names the processes whose ids this one can look up: the host, and on Linux which start and which PID namespace of it,
 * as `name#digest`. Containers may share the name of a host, and a process id says nothing about another's.
 */
export function thisMachine(): string {
  known ??= named()
  return known
}

let known: string | undefined

function named(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${hostname()}#${digest(boot + readlinkSync('/proc/self/ns/pid')).slice(0, 12)}`
  } catch {
    // Only Linux tells.
    return hostname()
  }
}

/** The part of such a name that people know. */
export function hostOf(machine: string): string {
  return machine.replace(/#[0-9a-f]*$/, '')
}

/** Whether no process of this machine has the id. Signal 0 only asks; any answer but ESRCH means that there is one. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH'
  }
}
