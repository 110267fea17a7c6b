import type { SeriesBody } from '../../../contract/assets.ts'
import { formatBytes, formatSeconds, formatShort } from '../../words/format.ts'

export interface ChartedField {
  readonly name: string
  readonly values: readonly (number | null)[]
  readonly format: (value: number) => string
}

/** What everybody asks for, before what the code recorded by itself. */
const first = ['rows', 'seconds', 'bytes']

/** The fields that have something to plot, the well-known ones first. */
export function chartedFields({ fields }: SeriesBody): readonly ChartedField[] {
  return Object.entries(fields)
    .filter(([, values]) => values.some((value) => value !== null))
    .sort(([one], [other]) => placeOf(one) - placeOf(other) || one.localeCompare(other))
    .map(([name, values]) => ({ name, values, format: formatOf(name) }))
}

function placeOf(name: string): number {
  const place = first.indexOf(name)
  return place === -1 ? first.length : place
}

function formatOf(name: string): (value: number) => string {
  if (name === 'seconds') return formatSeconds
  if (name === 'bytes') return formatBytes
  return (value) => (Number.isInteger(value) ? formatShort(value) : String(Number(value.toPrecision(4))))
}
