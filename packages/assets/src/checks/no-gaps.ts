import type { Calendar, Check, CheckOptions, CheckResult } from '@headwater/core'
import { isOpen } from '@headwater/core'
import type { HasColumns } from './column-checks.ts'
import { firstOf, verdict } from './every-row.ts'
import { badRows } from './scan-rows.ts'
import {
  type Cell,
  type CheckDialect,
  type OpenTable,
  partitionAlias,
  type TablePlan,
  type TableRule,
} from './table-rule.ts'

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
  const gaps = (days: ReadonlySet<string>): CheckResult => gapsIn(days, (day) => !calendar || isOpen(calendar, day))
  return {
    ...rest,
    columns: [column],
    run: async (table) => {
      const days = new Set<string>()
      const found = await badRows(table, (row) => {
        const day = dayOf(row[column])
        if (day) days.add(day)
        return day === undefined
      })
      return found.failed > 0 ? verdict(found, column) : gaps(days)
    },
    rule: (): TableRule => ({
      plan: ({ cell, dialect }) => {
        const found = cell(column)
        const day = found && dayInSql(found, dialect)
        return found && day ? planFor(column, { cell: found, day }, gaps) : undefined
      },
    }),
  }
}

/** A column, and the day of its cells in SQL: see `dayInSql`. */
interface DayColumn {
  readonly cell: Cell
  readonly day: string
}

/**
 * The day of a cell that has one: text as it stands there, or a moment's number of days since 1970. Null where it is no
 * date; whether a text such as `2024-02-30` is one is told afterwards.
 */
function dayInSql({ kind, sql }: Cell, dialect: CheckDialect): string | undefined {
  if (kind === 'date') return dialect.dayNumber(sql)
  const isLikeDay = dialect.matches(`left(${sql}, 10)`, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
  return kind === 'string' ? `case when ${isLikeDay} then left(${sql}, 10) end` : undefined
}

/** The database finds the distinct days, which are few, and here they are compared with the calendar. */
function planFor(
  column: string,
  { cell, day }: DayColumn,
  gaps: (days: ReadonlySet<string>) => CheckResult,
): TablePlan {
  return {
    conditions: [],
    conclude: async (table) => {
      const found = await daysIn(table, { cell, day })
      const bad = found.filter((each) => each.day === undefined)
      const byPartition = Map.groupBy(found, ({ partition }) => partition)
      const failed = new Map([...byPartition].map(([partition, days]) => [partition, failedOf(days)]))
      const first = await firstOf(table, `${cell.sql} is not null and (${among(table, day, bad)})`, failed)
      return ({ partition, rows }) => {
        const count = failed.get(partition) ?? 0
        if (count > 0) return verdict({ rows, failed: count, first: first(partition) }, column)
        return gaps(new Set(byPartition.get(partition)?.flatMap((each) => each.day ?? [])))
      }
    },
  }
}

/** A condition: whether a row's day is one of those found. */
function among({ dialect }: OpenTable, day: string, found: readonly FoundDay[]): string {
  const days = new Set(found.map(({ sql }) => sql))
  return [...days].map((sql) => (sql === null ? `${day} is null` : `${day} = ${dialect.literal(sql)}`)).join(' or ')
}

function failedOf(days: readonly FoundDay[]): number {
  return days.reduce((sum, { day, count }) => sum + (day === undefined ? count : 0), 0)
}

interface FoundDay {
  readonly partition: string | null
  /** As SQL gives it. */
  readonly sql: string | number | null
  /** Undefined where it is none. */
  readonly day: string | undefined
  readonly count: number
}

async function daysIn({ session, rows, partition }: OpenTable, { cell, day }: DayColumn): Promise<readonly FoundDay[]> {
  const found = await session.rows(
    `select ${partition} as ${partitionAlias}, ${day} as _day, count(*) as _count
     from ${rows} and ${cell.sql} is not null group by 1, 2`,
  )
  return found.map((row) => {
    const sql = row['_day'] === null || cell.kind === 'string' ? (row['_day'] as string | null) : Number(row['_day'])
    const moment = typeof sql === 'number' ? new Date(sql * dayMs) : sql
    return {
      partition: row[partitionAlias] as string | null,
      sql,
      day: (moment === null ? undefined : dayOf(moment)) ?? undefined,
      count: Number(row['_count']),
    }
  })
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

function gapsIn(days: ReadonlySet<string>, isWanted: (day: string) => boolean): CheckResult {
  const missing = missingDays(days, isWanted)
  if (missing.length === 0) return { passed: true, facts: { days: days.size } }
  const examples = missing.slice(0, named).join(' ')
  return { passed: false, facts: { days: days.size, missing: missing.length, examples } }
}

function missingDays(days: ReadonlySet<string>, isWanted: (day: string) => boolean): readonly string[] {
  const sorted = [...days].sort()
  const [first, last] = [Date.parse(sorted[0] ?? ''), Date.parse(sorted.at(-1) ?? '')]
  const missing: string[] = []
  for (let at = first; at <= last; at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (!days.has(day) && isWanted(day)) missing.push(day)
  }
  return missing
}
