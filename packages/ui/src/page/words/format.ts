/** Numbers, times and durations as people read them. */

const whole = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** `5,284`. */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** `5,284`, and `2.1M` from a million on. */
export function formatShort(count: number): string {
  return Math.abs(count) < 1_000_000 ? whole.format(count) : short.format(count)
}

/** `1 partition`, `3 partitions`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`
}

/** `34ms`, `0.4s`, `38s`, `1m 53s`, `2h 5m`, `3d 4h`. */
export function formatSeconds(seconds: number): string {
  if (seconds > 0 && seconds < 0.1) return `${Math.ceil(seconds * 1000)}ms`
  if (seconds < 10) return `${seconds.toFixed(1).replace('.0', '')}s`
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded}s`
  if (rounded < 3600) return two(rounded, 60, ['m', 's'])
  if (rounded < 86_400) return two(Math.round(rounded / 60), 60, ['h', 'm'])
  return two(Math.round(rounded / 3600), 24, ['d', 'h'])
}

/** `now`, `4m ago`, `3h ago`, `40d ago`; `in 4m` for what is to come. */
export function formatAgo(time: number, now: number): string {
  const seconds = Math.abs(now - time) / 1000
  if (seconds < 5) return 'now'
  const length =
    seconds < 60
      ? `${Math.round(seconds)}s`
      : seconds < 3600
        ? `${Math.round(seconds / 60)}m`
        : seconds < 86_400
          ? `${Math.round(seconds / 3600)}h`
          : `${Math.round(seconds / 86_400)}d`
  return time <= now ? `${length} ago` : `in ${length}`
}

/** `2026-11-19 21:04:11` where the page is read. */
export function formatTime(time: number): string {
  const date = new Date(time)
  return `${formatDay(time)} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')}`
}

/** `2026-11-19` where the page is read. */
function formatDay(time: number): string {
  const date = new Date(time)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(pad).join('-')
}

/** `21:04:11.002` where the page is read. */
export function formatClock(time: number): string {
  const date = new Date(time)
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** `18.3 MB`, in powers of ten. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}

function two(length: number, per: number, [big, small]: readonly [string, string]): string {
  const rest = length % per
  return rest === 0 ? `${Math.floor(length / per)}${big}` : `${Math.floor(length / per)}${big} ${rest}${small}`
}

function pad(part: number): string {
  return String(part).padStart(2, '0')
}
