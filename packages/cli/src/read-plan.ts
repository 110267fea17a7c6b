import type { Plan } from '@headwater/core'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from './command-error.ts'

/** Reads a plan from a file that `headwater plan --json` wrote. Throws PLAN_UNREADABLE. */
export function readPlan(cwd: string, file: string): Plan {
  const answer = parsed(cwd, file)
  const plan = isRecord(answer) && isRecord(answer['data']) ? answer['data'] : answer
  if (isPlan(plan)) return plan
  throw unreadable(file, 'it is JSON, and not a plan')
}

function parsed(cwd: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch (thrown) {
    throw unreadable(file, thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/** Whether the parts that a run relies on are there; that the plan fits the state is the run's own affair. */
function isPlan(value: unknown): value is Plan {
  if (
    !isRecord(value) ||
    !isRecord(value['options']) ||
    !Array.isArray(value['skips']) ||
    !Array.isArray(value['steps'])
  )
    return false
  const { id, at, selection, steps } = value
  return (
    typeof id === 'string' &&
    typeof at === 'number' &&
    typeof selection === 'string' &&
    steps.every((step) => isRecord(step) && typeof step['subset'] === 'string' && typeof step['relied'] === 'string')
  )
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(file: string, why: string): CommandError {
  return new CommandError('PLAN_UNREADABLE', {
    message: `\`${file}\` cannot be read as a plan: ${why}`,
    hint: 'Make it with `headwater plan --json > plan.json`.',
  })
}
