import type { AssetStatusBody } from '../../contract/assets.ts'
import { formatTime } from './format.ts'

/** `2024-01-04 was due by 2024-01-05 05:00:00`; of an asset as a whole `it was to be made again by ...`. */
export function lateWords({ partition, since }: AssetStatusBody['late'][number]): string {
  return `${partition === null ? 'it was to be made again' : `${partition} was due`} by ${formatTime(since)}`
}
