import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { apiQuery } from '../../api/use-api.ts'
import { placeOfText, textOfPlace } from './dates.ts'
import { exactHour } from './exact-hour.ts'
import type { PartitionData } from './partition-data.ts'

/** As many as the server tells in one answer. */
const block = 5000

/** The texts of keys along the counted dimension. */
export interface Keys {
  /** The key at an index; undefined until it is known. */
  readonly textAt: (index: number) => string | undefined
  /** The index of a key. */
  readonly indexOf: (text: string) => number | undefined
}

/**
 * Keys of times are computed from their places; other keys are asked for: the first five thousand, and those around the
 * partition `near`.
 */
export function useKeys(asset: string, data: PartitionData, near: number): Keys {
  const blocks = data.grain !== undefined ? [] : [...new Set([0, Math.floor(near / block)])]
  const known = useQueries({
    queries: blocks.map((at) => apiQuery('partitionKeys', { asset, query: { from: at * block, count: block } })),
    combine: answeredKeys,
  })
  return useMemo(() => (data.grain === undefined ? listed(known) : computed(data)), [data, known])
}

interface Block {
  readonly from: number
  readonly keys: readonly string[]
}

function answeredKeys(answers: readonly { readonly data: Block | undefined }[]): readonly Block[] {
  return answers.flatMap(({ data }) => data ?? [])
}

function computed({ body, grain = 'daily', places }: PartitionData): Keys {
  const zone = body.dimensions[body.along]?.zone ?? 'UTC'
  const isExact = grain === 'hourly' || grain === 'cron'
  const textAt = (index: number) => (isExact ? exactHour(places, index, zone) : textOfPlace(grain, places.at(index)))
  return {
    textAt,
    indexOf: (text) => {
      const place = placeOfText(grain, text)
      const index = place === undefined ? undefined : places.find(place)
      // Of two equal hours the second is found.
      return index === undefined || !isExact || textAt(index) === text ? index : (places.twinOf(index) ?? index)
    },
  }
}

function listed(blocks: readonly Block[]): Keys {
  return {
    textAt: (index) => {
      const found = blocks.find(({ from, keys }) => index >= from && index < from + keys.length)
      return found?.keys[index - found.from]
    },
    indexOf: (text) => {
      for (const { from, keys } of blocks) {
        const at = keys.indexOf(text)
        if (at !== -1) return from + at
      }
      return undefined
    },
  }
}
