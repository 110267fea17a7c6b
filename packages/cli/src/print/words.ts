import type { Facts } from '@headwater/core'
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

/** The lines of a text, each behind `indent`. */
export function indented(text: string, indent = '  '): string {
  return text.replaceAll(/^(?=.)/gm, indent)
}
