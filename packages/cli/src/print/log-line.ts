import type { Facts } from '@headwater/core'
import type { Screen } from './screen.ts'
import { oneLine } from './text-width.ts'
import { facts, partitionsOf } from './words.ts'

/** What an asset's code, or the run itself, logged, in one line. */
export function logLine(
  { paint, glyphs }: Screen,
  log: {
    readonly asset: string
    readonly partition: string | null
    readonly level: 'info' | 'warn'
    readonly message: string
    readonly facts?: Facts | undefined
  },
): string {
  const mark = log.level === 'warn' ? paint('yellow', glyphs.warning) : paint('dim', glyphs.none)
  const of = log.asset === '' ? '' : `${partitionsOf(log.asset, log.partition)}: `
  return `${mark} ${of}${oneLine(log.message)}${log.facts ? ` (${facts(log.facts)})` : ''}`
}
