/** `1,258 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** A duration as a person reads it: `0.42 s`, `7.3 s`, `1,204 s`. */
export function inSeconds(seconds: number): string {
  if (seconds >= 10) return `${Math.round(seconds).toLocaleString('en-US')} s`
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`
}
