import type { Facts } from '@headwater/core'
import type { Flags } from '../flags.ts'
import { oneLine, shortened } from './text-width.ts'

/** A whole number, as `1,258`. Loading Intl for that would take longer than most commands do. */
export function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 partition`, `1,258 partitions`. */
export function count(of: number, noun: string): string {
  return `${number(of)} ${of === 1 ? noun : `${noun}s`}`
}

/** `0.3 s`, `12 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`
}

/** How long something takes that is said beside others: `< 0.1 s`, else as `duration`. */
export function roughly(seconds: number): string {
  return seconds < 0.05 ? '< 0.1 s' : duration(seconds)
}

/** `120/s`, `3.5/s`, `12/min`, `40/h`. */
export function rate(perSecond: number): string {
  if (perSecond >= 9.95) return `${number(Math.round(perSecond))}/s`
  if (perSecond >= 0.95) return `${perSecond.toFixed(1)}/s`
  return perSecond >= 0.95 / 60 ? `${Math.round(perSecond * 60)}/min` : `${Math.round(perSecond * 3600)}/h`
}

/** `just now`, `3 min ago`, `5 h ago`, `12 days ago`. */
export function ago(time: number, now = Date.now()): string {
  const minutes = Math.floor((now - time) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${number(Math.floor(hours / 24))} days ago`
}

/** `2026-11-21 03:23:06`, where the user is. */
export function moment(time: number): string {
  return new Date(time).toLocaleString('sv-SE')
}

/** `move: -0.0799, symbol: NFLX`; long values are cut. */
export function facts(of: Facts | undefined): string {
  return Object.entries(of ?? {})
    .map(([name, value]) => `${name}: ${shortened(oneLine(String(value)), 60, '...')}`)
    .join(', ')
}

/** `market/prices 2024-01-10`, `market/prices 12 partitions: ...`: partitions of an asset as a run names them. */
export function partitionsOf(asset: string, partitions: string | null): string {
  return [asset, partitions?.replace(/^1 partition: /, '')].filter(Boolean).join(' ')
}

/**
 * Partitions in words without their number, which stands elsewhere: `2013-05-13..2018-05-11`. Where some between are left
 * out: `2013-05-13..2018-05-11 without 61`, and `within 2013-05-13..2018-05-11` where that is most of them.
 */
export function whichOnes(partitions: string): string {
  const [, of = '', which = partitions, left] =
    /^([\d,]+) partitions?(?:: (.*?)(?:, ([\d,]+) missing)?)?$/.exec(partitions) ?? []
  if (left === undefined) return of !== '' && which === partitions ? '' : which
  return valueOf(left) > valueOf(of) ? `within ${which}` : `${which} without ${left}`
}

function valueOf(counted: string): number {
  return Number(counted.replaceAll(',', ''))
}

/** `raw/quotes`, `raw/quotes and 11 more`. */
export function namesOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${number(others.length)} more`
}

/** A command line that the reader can copy: with what this one was told about the project. */
export function commandLine(words: readonly string[], flags: Pick<Flags, 'config' | 'profile'>): string {
  const { config, profile } = flags
  const project = [
    ...(config === undefined ? [] : ['--config', config]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ]
  return ['headwater', ...words, ...project].map(quoted).join(' ')
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** The lines of a text, each behind `indent`. */
export function indented(text: string, indent = '  '): string {
  return text.replaceAll(/^(?=.)/gm, indent)
}
