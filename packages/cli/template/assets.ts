import { files } from '@headwater/assets'
import { asset, daily, lookback, monthly, within } from '@headwater/core'
import { z } from 'zod'

const days = daily({ start: '2024-01-01', end: '2024-03-31', timezone: 'UTC' })
const months = monthly({ start: '2024-01', end: '2024-03', timezone: 'UTC' })
const data = files({ root: 'data' })

const Station = z.object({ station: z.string(), altitude: z.number() })
const Reading = z.object({ day: z.string(), station: z.string(), celsius: z.number() })
const Mean = z.object({ station: z.string(), celsius: z.number() })

export const stations = asset(
  'weather/stations',
  { description: 'Where the weather is measured.', schema: z.array(Station), io: data.json() },
  () => [
    { station: 'harbour', altitude: 4 },
    { station: 'summit', altitude: 1480 },
  ],
)

export const readings = asset(
  'weather/readings',
  {
    description: 'One temperature per station and day. Put your own source here.',
    deps: { stations },
    partitions: days,
    schema: z.array(Reading),
    io: data.csv(),
    checks: {
      plausible: (rows) => ({ passed: rows.every(({ celsius }) => celsius > -60 && celsius < 60) }),
    },
  },
  ({ stations }, { partition }) =>
    stations.map(({ station, altitude }) => ({ day: partition, station, celsius: temperature(partition, altitude) })),
)

export const smoothed = asset(
  'weather/smoothed',
  {
    description: 'The mean of the last seven days.',
    deps: { week: lookback(readings, 7) },
    partitions: days,
    schema: z.array(Mean),
    io: data.csv(),
  },
  ({ week }) => means([...week.values()].flat()),
)

export const monthlyMeans = asset(
  'weather/monthly',
  {
    description: 'The mean of each month.',
    deps: { month: within(readings) },
    partitions: months,
    schema: z.array(Mean),
    io: data.json(),
  },
  ({ month }) => means([...month.values()].flat()),
)

/** A winter that turns into spring, colder with altitude: the same every time. */
function temperature(day: string, altitude: number): number {
  const dayOfYear = (Date.parse(day) - Date.parse('2024-01-01')) / 86_400_000
  const celsius = 9 - 8 * Math.cos(((dayOfYear - 15) / 366) * 2 * Math.PI) - altitude * 0.0065
  return Math.round(celsius * 10) / 10
}

function means(rows: readonly z.infer<typeof Reading>[]): z.infer<typeof Mean>[] {
  return [...Map.groupBy(rows, ({ station }) => station)].map(([station, own]) => {
    const sum = own.reduce((total, { celsius }) => total + celsius, 0)
    return { station, celsius: Math.round((sum / own.length) * 100) / 100 }
  })
}
