import { beginningOf, cutInWords } from '../beginning.ts'
import { type Dimension, type Dimensions, isTime, type Partitions, type Product, type Time } from '../partitions.ts'
import type { Mapping, Steps } from './mapping.ts'

/**
 * Why an asset cut like `reader` cannot read one cut like `upstream` through a mapping, as a sentence; undefined when it
 * can. For those whom the compiler did not stop. Cuts along time fit when they are of one kind: start, end, calendar,
 * exclusions and grace may differ, what one of them lacks is missing; hours and cron must also share their zone, cron its
 * expression, hours their minute, weeks and months their first day, since their keys would never meet.
 */
export function checkMapping(mapping: Mapping, reader: Partitions, upstream: Partitions): string | undefined {
  switch (mapping.kind) {
    case 'latest':
    case 'mapped':
      return undefined
    case 'identity':
      return upstream.kind === 'unpartitioned' ? undefined : misfit(reader, upstream)
    case 'every':
      return checkEvery(mapping.dimensions, reader, upstream)
    case 'along':
      return checkAlong(mapping.dimension, reader, upstream)
    case 'within':
      return checkWithin(reader, upstream)
    case 'lookback':
      return checkSteps(mapping.count, upstream, (count) => count >= 1) ?? misfit(reader, upstream)
    case 'offset':
      return checkSteps(mapping.by, upstream, () => true) ?? misfit(reader, upstream)
    default:
      return mapping satisfies never
  }
}

const wrap = 'wrap it in every(), latest(), lookback(), within(), along() or mapped()'

function misfit(reader: Partitions, upstream: Partitions): string | undefined {
  if (reader.kind !== upstream.kind)
    return `this upstream is ${cutOf(upstream)} and this asset is ${cutOf(reader)}: ${wrap}`
  if (reader.kind === 'product' && upstream.kind === 'product')
    return misfitOfProducts(dimensionsOf(reader), dimensionsOf(upstream))
  if (reader.kind === 'keys' && upstream.kind === 'keys') {
    const lacking = reader.keys.find((key) => !upstream.keys.includes(key))
    return lacking === undefined ? undefined : `this upstream has no key \`${lacking}\`: add it there, or ${wrap}`
  }
  if (reader.kind === 'dynamic' && upstream.kind === 'dynamic' && reader.name !== upstream.name) {
    return `this upstream has the dynamic keys \`${upstream.name}\` and this asset \`${reader.name}\`: ${wrap}`
  }
  if (reader.kind === 'cron' && upstream.kind === 'cron' && reader.expression !== upstream.expression) {
    return `this upstream is cut by cron \`${upstream.expression}\` and this asset by \`${reader.expression}\`: ${wrap}`
  }
  if (isTime(upstream) && isTime(reader) && !beginAlike(reader, upstream)) {
    return `this upstream is ${cutOf(upstream)} and this asset ${cutOf(reader)}, so that their keys never meet: ${wrap}`
  }
  const byInstant = (upstream.kind === 'hourly' || upstream.kind === 'cron') && isTime(reader)
  if (byInstant && reader.timezone !== upstream.timezone) {
    return `this upstream is ${upstream.kind} in ${upstream.timezone} and this asset in ${reader.timezone}: use one zone, or ${wrap}`
  }
  return undefined
}

/** A time of day moves windows and not keys, as a zone does. The minute of hours and the first day of weeks are in the keys. */
function beginAlike(reader: Time, upstream: Time): boolean {
  const [mine, theirs] = [beginningOf(reader), beginningOf(upstream)]
  return mine.days === theirs.days && (reader.kind !== 'hourly' || mine.minutes === theirs.minutes)
}

function misfitOfProducts(reader: Dimensions, upstream: Dimensions): string | undefined {
  const [mine, theirs] = [Object.keys(reader), Object.keys(upstream)]
  if (mine.length !== theirs.length || theirs.some((name) => !(name in reader))) {
    return `this upstream has the dimensions ${listOf(theirs)} and this asset ${listOf(mine)}: ${wrap}`
  }
  for (const [name, dimension] of Object.entries(upstream)) {
    const problem = reader[name] && misfit(reader[name], dimension)
    if (problem) return `dimension \`${name}\`: ${problem}`
  }
  return undefined
}

function checkEvery(names: readonly string[], reader: Partitions, upstream: Partitions): string | undefined {
  if (names.length === 0) return undefined
  if (upstream.kind !== 'product') return `this upstream is ${cutOf(upstream)}, so every() takes no dimensions`
  const dimensions = dimensionsOf(upstream)
  const strange = names.find((name) => !(name in dimensions))
  if (strange !== undefined)
    return `this upstream has no dimension \`${strange}\`; it has ${listOf(Object.keys(dimensions))}`
  const rest = Object.entries(dimensions).filter(([name]) => !names.includes(name))
  const [only] = rest
  if (only === undefined) return undefined
  const problem =
    rest.length === 1 && reader.kind !== 'product'
      ? misfit(reader, only[1])
      : reader.kind === 'product'
        ? misfitOfProducts(dimensionsOf(reader), Object.fromEntries(rest))
        : `this asset is ${cutOf(reader)}`
  return (
    problem &&
    `every() along ${listOf(names)} leaves ${listOf(rest.map(([name]) => name))} of this upstream: ${problem}`
  )
}

function checkAlong(name: string, reader: Partitions, upstream: Partitions): string | undefined {
  if (upstream.kind === 'product') return 'along() is for an upstream of one dimension, and this one is a product'
  if (reader.kind !== 'product')
    return `along() is for an asset with a dimension \`${name}\`, and this one is ${cutOf(reader)}`
  const dimension = dimensionsOf(reader)[name]
  if (dimension === undefined)
    return `this asset has no dimension \`${name}\`; it has ${listOf(Object.keys(dimensionsOf(reader)))}`
  if (upstream.kind === 'unpartitioned')
    return 'along() is for an upstream with partitions, and this one has none: read it as it is'
  const problem = misfit(dimension, upstream)
  return problem && `dimension \`${name}\`: ${problem}`
}

/** Cuts that nest, from fine to coarse; cron may be either. A coarse one begins within one fine one, and lies in none. */
const fineness: readonly string[] = ['hourly', 'daily', 'weekly', 'monthly']

function checkWithin(reader: Partitions, upstream: Partitions): string | undefined {
  if (!isTime(reader) || !isTime(upstream)) {
    return `within() is between cuts along time, and this upstream is ${cutOf(upstream)}, this asset ${cutOf(reader)}`
  }
  const isCoarser = reader.kind !== 'cron' && fineness.indexOf(upstream.kind) > fineness.indexOf(reader.kind)
  return isCoarser ? `nothing ${upstream.kind} lies within anything ${reader.kind}: use mapped()` : undefined
}

function checkSteps(steps: Steps, upstream: Partitions, allows: (count: number) => boolean): string | undefined {
  if (!isTime(upstream) && upstream.kind !== 'product')
    return `steps are along time, and this upstream is ${cutOf(upstream)}`
  const dimensions: Dimensions = upstream.kind === 'product' ? dimensionsOf(upstream) : {}
  const named = typeof steps === 'number' ? [] : Object.keys(steps)
  const strange = named.find((name) => !dimensions[name] || !isTime(dimensions[name]))
  if (strange !== undefined) return `this upstream has no dimension \`${strange}\` along time`
  if (typeof steps === 'number' && upstream.kind === 'product' && !Object.values(dimensions).some(isTime)) {
    return 'steps are along time, and this upstream has no dimension along time'
  }
  const counts = typeof steps === 'number' ? [steps] : Object.values(steps)
  const wrong = counts.find((count) => !Number.isSafeInteger(count) || !allows(count))
  return wrong === undefined ? undefined : `\`${wrong}\` is not a number of partitions`
}

function dimensionsOf(product: Product<Dimensions>): { readonly [name: string]: Dimension } {
  return product.dimensions
}

function cutOf(partitions: Partitions): string {
  if (partitions.kind === 'keys') return 'cut by keys'
  if (partitions.kind === 'dynamic') return `cut by the dynamic keys \`${partitions.name}\``
  if (partitions.kind === 'product') return `a product of ${listOf(Object.keys(dimensionsOf(partitions)))}`
  if (!isTime(partitions)) return partitions.kind
  return partitions.kind === 'cron' ? `cut by ${cutInWords(partitions)}` : cutInWords(partitions)
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
