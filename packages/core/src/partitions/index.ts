export { type Window } from './axis.ts'
export { type Calendar, calendar, type CalendarOptions, isOpen, type Weekday } from './calendar.ts'
export { type Grid, gridOf } from './grid.ts'
export { IntervalSet } from './interval-set.ts'
export { type KeyIds, memoryKeyIds, type MemoryKeyIds } from './key-ids.ts'
export { checkKey, dynamicKeys, keys, product } from './keys.ts'
export { checkMapping } from './mappings/check-mapping.ts'
export { type Mapping, type MappingContext, type Steps } from './mappings/mapping.ts'
export { downstreamSubset, upstreamCells, upstreamSubset } from './mappings/read-through.ts'
export { nyse } from './nyse.ts'
export { type Places, placesOf } from './places.ts'
export {
  type Cron,
  type Daily,
  type DailyOffset,
  type Dimension,
  type Dimensions,
  type DynamicKeys,
  type Grace,
  type Hourly,
  type HourlyOffset,
  isTime,
  type KeyOf,
  type Keys,
  type Monthly,
  type MonthlyOffset,
  type PartitionKey,
  type Partitions,
  type Product,
  type Time,
  type Unpartitioned,
  unpartitioned,
  type Weekly,
  type WeeklyOffset,
} from './partitions.ts'
export { type Run } from './runs.ts'
export { type Stretch, stretchesIn } from './stretches.ts'
export { type Cell, Subset } from './subset.ts'
export { cron, daily, hourly, monthly, type ShiftedOptions, type TimeOptions, weekly } from './time-partitions.ts'
export { timeZone, type TimeZone } from './time-zone.ts'
export { sampleKey } from './sample-key.ts'
