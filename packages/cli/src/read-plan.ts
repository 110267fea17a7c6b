import type { Plan } from '@headwater/core'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from './command-error.ts'

/** Reads a plan from a file that `headwater plan --json` wrote. Throws PLAN_UNREADABLE. */
export function readPlan(cwd: string, file: string): Plan {
  const answer = parsed(cwd, file)
  const error = isRecord(answer) ? answer['error'] : undefined
  if (isRecord(error)) throw unreadable(file, `it holds no plan, but why none was made: ${String(error['code'])}`)
  const plan = isRecord(answer) && isRecord(answer['data']) ? answer['data'] : answer
  if (!isRecord(plan) || !('steps' in plan) || !('skips' in plan)) throw unreadable(file, 'it is JSON, and not a plan')
  const flaw = flawOf(plan, planShape, '')
  if (flaw === undefined) return plan as unknown as Plan
  throw unreadable(file, `${flaw}: another release of Headwater wrote it, or somebody changed it`)
}

/** What a value must be: of a type, a list of one shape, or an object with these members, and perhaps others. */
type Shape = 'string' | 'number' | 'boolean' | 'object' | readonly [Shape] | { readonly [member: string]: Shape }

/** What a run relies on, and what is printed. That the plan fits the state is the run's own affair. */
const planShape: Shape = {
  id: 'string',
  at: 'number',
  position: 'number',
  selection: 'string',
  options: 'object',
  steps: [
    {
      step: 'string',
      asset: 'string',
      assets: ['string'],
      partitions: 'string',
      count: 'number',
      subset: 'string',
      reason: 'string',
      reasons: [{ reason: 'string', count: 'number', partitions: 'string' }],
      codeVersion: 'string',
      recipes: ['string'],
    },
  ],
  skips: [{ asset: 'string', partitions: 'string', count: 'number', reason: 'string', fine: 'boolean' }],
  downstream: [{ asset: 'string', partitions: 'string', count: 'number' }],
  moves: [{ asset: 'string', words: 'string' }],
  externals: 'object',
}

/** Where a value is first found not to have a shape, and how, in words; undefined when it has it. */
function flawOf(value: unknown, shape: Shape, path: string): string | undefined {
  if (value === undefined) return `it has no \`${path}\``
  if (shape === 'object') return isRecord(value) ? undefined : `\`${path}\` is no object`
  if (typeof shape === 'string') return typeof value === shape ? undefined : `\`${path}\` is no ${shape}`
  if (isList(shape)) {
    if (!Array.isArray(value)) return `\`${path}\` is no list`
    return firstFlaw(value.map((item: unknown, index) => [item, shape[0], `${path}[${index}]`]))
  }
  if (!isRecord(value)) return `\`${path}\` is no object`
  const members = Object.entries(shape)
  return firstFlaw(members.map(([name, of]) => [value[name], of, path === '' ? name : `${path}.${name}`]))
}

function firstFlaw(parts: readonly Parameters<typeof flawOf>[]): string | undefined {
  for (const part of parts) {
    const flaw = flawOf(...part)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function parsed(cwd: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch (thrown) {
    throw unreadable(file, thrown instanceof Error ? thrown.message : String(thrown))
  }
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
