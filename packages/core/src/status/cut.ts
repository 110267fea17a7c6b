import { canonicalJson, type JsonObject } from '../base/json.ts'
import {
  cron,
  daily,
  type Dimension,
  type Dimensions,
  type Grid,
  gridOf,
  hourly,
  isTime,
  type KeyIds,
  monthly,
  type Partitions,
  type Time,
  unpartitioned,
  weekly,
} from '../partitions/index.ts'

/** The cut of an asset of which none is recorded. */
export const uncut: JsonObject = { kind: 'unpartitioned' }

const cuts = new WeakMap<Partitions, JsonObject>()

/** How an asset is cut, as far as its ordinals and keys depend on it: what is recorded with its history. */
export function cutOf(partitions: Partitions): JsonObject {
  const cut = cuts.get(partitions) ?? composed(partitions)
  cuts.set(partitions, cut)
  return cut
}

function composed(partitions: Partitions): JsonObject {
  if (partitions.kind === 'unpartitioned') return uncut
  if (partitions.kind !== 'product') return dimensionCut(partitions)
  const dimensions: Dimensions = partitions.dimensions
  // The order of dimensions is that of written keys, and of the ordinals in a series.
  return {
    kind: 'product',
    dimensions: Object.entries(dimensions).map(([name, dimension]) => ({ name, ...dimensionCut(dimension) })),
  }
}

function dimensionCut(dimension: Dimension): JsonObject {
  switch (dimension.kind) {
    case 'hourly':
      return { kind: 'hourly', unit: unitOf('hour', dimension.offset), ...timeCut(dimension) }
    case 'cron':
      return { kind: 'cron', unit: unitOf('cron', dimension.expression, dimension.timezone), ...timeCut(dimension) }
    case 'daily':
      return { kind: 'daily', unit: unitOf('day', dimension.timezone, dimension.offset), ...timeCut(dimension) }
    case 'weekly':
      return { kind: 'weekly', unit: unitOf('week', dimension.timezone, dimension.offset), ...timeCut(dimension) }
    case 'monthly':
      return { kind: 'monthly', unit: unitOf('month', dimension.timezone, dimension.offset), ...timeCut(dimension) }
    case 'keys':
      return { kind: dimension.kind, unit: 'key' }
    case 'dynamic':
      return { kind: dimension.kind, unit: 'key', keys: dimension.name }
    default:
      return dimension satisfies never
  }
}

/** What a partition of an ordinal covers, in one word: a day in New York is not a day in London. */
function unitOf(...parts: readonly unknown[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => canonicalJson(part))
    .join(' ')
}

function timeCut(time: Time): JsonObject {
  const { start, end, timezone, calendar } = time
  const offset = time.kind === 'cron' ? undefined : time.offset
  const expression = time.kind === 'cron' ? time.expression : undefined
  return {
    start,
    timezone,
    ...(end === undefined ? {} : { end }),
    ...(calendar === undefined ? {} : { calendar: calendar.name }),
    ...(expression === undefined ? {} : { expression }),
    ...(offset === undefined ? {} : { offset: { ...offset } }),
  }
}

/**
 * The partitions of a recorded cut along time, to read its keys and count its windows; undefined for other cuts. A
 * calendar is recorded by name only: it is that of today's definition, if that has one of this name.
 */
export function cutPartitions(cut: JsonObject, now: Partitions): Partitions | undefined {
  const { kind, start, end, timezone, expression, calendar } = cut
  if (typeof start !== 'string' || typeof timezone !== 'string') return undefined
  const known = isTime(now) && now.calendar?.name === calendar ? now.calendar : undefined
  // It was written by `timeCut` from options that were checked.
  const shift = (cut.offset === undefined ? {} : { offset: cut.offset }) as { readonly offset?: never }
  const options = { start, end: typeof end === 'string' ? end : undefined, timezone, calendar: known, ...shift }
  switch (kind) {
    case 'hourly':
      return hourly(options)
    case 'daily':
      return daily(options)
    case 'weekly':
      return weekly(options)
    case 'monthly':
      return monthly(options)
    case 'cron':
      return typeof expression === 'string' ? cron(expression, options) : undefined
    default:
      return undefined
  }
}

/** A grid that reads the keys of a recorded cut; undefined where that takes more than was recorded. */
export function gridOfCut(cut: JsonObject | undefined, ids: KeyIds): Grid | undefined {
  const partitions = cut && cutPartitions(cut, unpartitioned)
  return partitions && gridOf(partitions, ids)
}

/** Whether the ordinals of two cuts mean the same, so that what is recorded by one is readable by the other. */
export function isSameGrid(a: JsonObject, b: JsonObject): boolean {
  return a === b || unitsOf(a) === unitsOf(b)
}

function unitsOf(cut: JsonObject): string {
  const { dimensions, unit = 'none' } = cut
  if (!Array.isArray(dimensions)) return String(unit)
  return dimensions.map((dimension: JsonObject) => `${String(dimension.name)} ${String(dimension.unit)}`).join()
}

/** A cut in a word or two: `daily`, `daily x keys`. */
export function cutInWords(cut: JsonObject): string {
  const { dimensions, kind } = cut
  if (!Array.isArray(dimensions)) return String(kind)
  return dimensions.map((dimension: JsonObject) => String(dimension.kind)).join(' x ')
}
