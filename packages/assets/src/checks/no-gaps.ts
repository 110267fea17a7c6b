import type { Calendar, Check, CheckOptions } from '@headwater/core'
import { isOpen } from '@headwater/core'
import type { AnyRow } from './cell.ts'
import { everyRow } from './every-row.ts'
import type { HasColumns } from './column-checks.ts'

const dayMs = 86_400_000
/** So many missing days are named. */
const named = 5

/**
 * Between the first and the last date in the column no day is missing: no open day of `calendar`, or, when there is
 * none, no day at all. Dates are text that begins like `2024-01-02`, or Date values read in UTC; null is left out, and
 * anything else does not pass.
 */
export function noGaps<const C extends string>(
  column: C,
  options: CheckOptions & { readonly calendar?: Calendar | undefined } = {},
): Check<HasColumns<C, string | Date | null>> {
  const { calendar, ...rest } = options
  const allDates = everyRow(rest, { column, holds: (cell) => dayOf(cell) !== undefined })
  return {
    ...rest,
    run: async (rows, context) => {
      const dates = await allDates.run(rows, context)
      if (!dates.passed) return dates
      const days = new Set((rows as readonly AnyRow[]).flatMap((row) => dayOf(row[column]) ?? []))
      const missing = missingDays(days, (day) => !calendar || isOpen(calendar, day))
      if (missing.length === 0) return { passed: true, facts: { days: days.size } }
      const examples = missing.slice(0, named).join(' ')
      return { passed: false, facts: { days: days.size, missing: missing.length, examples } }
    },
  }
}

/** The day of a cell, null where it has none, undefined where it is no date. */
function dayOf(cell: unknown): string | null | undefined {
  if (cell === null || cell === undefined) return null
  const text = cell instanceof Date ? isoOf(cell) : String(cell)
  const day = text.slice(0, 10)
  return isoOf(new Date(day)).startsWith(day) && day.length === 10 ? day : undefined
}

function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

function missingDays(days: ReadonlySet<string>, wanted: (day: string) => boolean): readonly string[] {
  const sorted = [...days].sort()
  const [first, last] = [Date.parse(sorted[0] ?? ''), Date.parse(sorted.at(-1) ?? '')]
  const missing: string[] = []
  for (let at = first; at <= last; at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (!days.has(day) && wanted(day)) missing.push(day)
  }
  return missing
}
