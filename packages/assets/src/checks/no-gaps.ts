import type { Calendar, Check, CheckOptions } from '@headwater/core'
import { isOpen } from '@headwater/core/extend'

type Dated<C extends string> = readonly { readonly [K in C]: string | Date | null }[]

const dayMs = 86_400_000
/** So many missing days are named. */
const named = 5

/**
 * Between the first and the last date in the column no day is missing: no open day of `calendar`, or, when there is
 * none, no day at all. Dates are `2024-01-02` text, or Date values read in UTC.
 */
export function noGaps<const C extends string>(column: C, options: CheckOptions & { readonly calendar?: Calendar | undefined } = {}): Check<Dated<C>> {
  const { calendar, ...rest } = options
  return {
    ...rest,
    run: (rows) => {
      const days = new Set((rows as readonly { readonly [column: string]: string | Date | null }[]).flatMap((row) => dayOf(row[column] ?? null)))
      const missing = [...daysBetween([...days].sort())].filter((day) => !days.has(day) && (!calendar || isOpen(calendar, day)))
      if (missing.length === 0) return { passed: true, facts: { days: days.size } }
      return { passed: false, facts: { days: days.size, missing: missing.length, examples: missing.slice(0, named).join(' ') } }
    },
  }
}

function dayOf(value: string | Date | null): readonly string[] {
  if (value === null) return []
  return [typeof value === 'string' ? value.slice(0, 10) : value.toISOString().slice(0, 10)]
}

function* daysBetween(sorted: readonly string[]): Iterable<string> {
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return
  for (let at = Date.parse(first); at <= Date.parse(last); at += dayMs) yield new Date(at).toISOString().slice(0, 10)
}
