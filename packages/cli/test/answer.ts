import { expect } from 'vitest'
import type { z } from 'zod'
import { headwater, type Variables } from './headwater.ts'
import { answerOf, refusal, type shapes } from './json/shapes.ts'

/** The answer of a command, held to its documented shape. */
export async function answer<N extends keyof typeof shapes>(
  folder: string,
  command: N,
  ...args: readonly string[]
): Promise<{ readonly ok: boolean; readonly data: z.output<(typeof shapes)[N]> }> {
  const { stdout, stderr } = await headwater(folder, [command, ...args, '--json'])
  expect(stderr).toBe('')
  return answerOf(command).parse(JSON.parse(stdout)) as never
}

/** Why a command could not be carried out. */
export async function refused(folder: string, args: readonly string[], variables?: Variables) {
  const { stdout, stderr, code } = await headwater(folder, [...args, '--json'], variables)
  expect(stderr).toBe('')
  return { exit: code, ...refusal.parse(JSON.parse(stdout)).error }
}
