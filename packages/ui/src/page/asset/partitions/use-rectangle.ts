import { useCallback, useMemo } from 'react'
import { useAssetSearch } from '../use-asset-search.ts'
import type { PartitionData } from './partition-data.ts'
import type { Rectangle } from './rectangle.ts'
import { endsOf, rangeText } from './selection-text.ts'
import { type Keys, useKeys } from './use-keys.ts'
import { useOnceKnown } from './use-once-known.ts'
import { between } from './use-range-drag.ts'

/** The rectangle that the address says is selected across series, and ways to select another one, or none. */
export function useRectangle(
  asset: string,
  data: PartitionData,
): {
  readonly rectangle: Rectangle | undefined
  readonly keys: Keys
  readonly select: (next: Rectangle) => void
  readonly clear: () => void
} {
  const [{ range, rows }, change] = useAssetSearch()
  const ends = range === undefined ? [] : endsOf(range)
  const keys = useKeys(asset, data, ends)
  const [first, last] = ends.map((text) => keys.indexOf(text))
  const [top, bottom = top] = rows?.map((row) => data.series.findIndex(({ of }) => nameOf(of) === row)) ?? []
  const rectangle = useMemo(() => {
    if (first === undefined || last === undefined || top === undefined || bottom === undefined) return undefined
    // The series may be on a page that was not read yet.
    return Math.min(top, bottom) < 0 ? undefined : { rows: between(top, bottom), columns: between(first, last) }
  }, [first, last, top, bottom])
  const say = useCallback(
    ({ rows, columns }: Rectangle) => {
      const [from = '', to = ''] = [columns.from, columns.to].map((index) => keys.textAt(index))
      const named = [rows.from, rows.to].map((row) => nameOf(data.series[row]?.of ?? []))
      change({ range: rangeText(from, to), rows: named })
    },
    [keys, change, data.series],
  )
  const clear = useCallback(() => change({ range: undefined, rows: undefined }), [change])
  const { waiting, sayOnceKnown } = useOnceKnown(keys, endsOfColumns, say)
  return { rectangle: waiting ?? rectangle, keys, select: sayOnceKnown, clear }
}

function endsOfColumns({ columns }: Rectangle): readonly number[] {
  return [columns.from, columns.to]
}

function nameOf(of: readonly string[]): string {
  return of.join('|')
}
