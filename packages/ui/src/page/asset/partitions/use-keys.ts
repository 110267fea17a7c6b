import { useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { AnswerOf } from '../../../contract/routes.ts'
import { read } from '../../api/client.ts'
import { placeOfText, textOfPlace } from './dates.ts'
import { exactHour } from './exact-hour.ts'
import { blockSize, withBlocks } from './key-blocks.ts'
import type { PartitionData } from './partition-data.ts'

/** The texts of keys along the counted dimension. */
export interface Keys {
  /** The key at an index; undefined until it is known. */
  readonly textAt: (index: number) => string | undefined
  /** The index of a key; undefined until it is known, and for none. */
  readonly indexOf: (text: string) => number | undefined
  /** Asks for the keys at some indexes, where they are not known. */
  readonly want: (indexes: readonly number[]) => void
}

/**
 * Keys of times are computed from their places. Other keys are asked for: all where they are few, else in blocks around those
 * that are wanted, and the places of `texts`, which the address may name.
 */
export function useKeys(asset: string, data: PartitionData, texts: readonly (string | undefined)[] = []): Keys {
  const isTime = data.grain !== undefined
  const size = blockSize(data.count)
  const [blocks, setBlocks] = useState<readonly number[]>([0])
  const want = useCallback(
    (indexes: readonly number[]) => {
      if (!isTime) setBlocks((old) => withBlocks(old, indexes, size))
    },
    [isTime, size],
  )
  // They are asked for anew where there are other ones, and not with every change of how they stand.
  const { count, last } = data.body.dimensions[data.body.along] ?? {}
  const queryOf = (query: { readonly from: number; readonly count: number; readonly q?: string }) => ({
    queryKey: ['keys', asset, count, last, query],
    queryFn: () => read('partitionKeys', { asset, query }),
  })
  const known = useQueries({
    queries: (isTime ? [] : blocks).map((block) => queryOf({ from: block * size, count: size })),
    combine: answered,
  })
  const named = [...new Set(texts)].filter((text) => text !== undefined)
  const found = useQueries({
    queries: (isTime || size >= data.count ? [] : named).map((q) => queryOf({ q, from: 0, count: 1 })),
    combine: answered,
  })
  return useMemo(() => (isTime ? computed(data) : listed(known, found, want)), [isTime, data, known, found, want])
}

type Block = AnswerOf<'partitionKeys'>

function answered(answers: readonly { readonly data: Block | undefined }[]): readonly Block[] {
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
    want: () => undefined,
  }
}

function listed(blocks: readonly Block[], found: readonly Block[], want: Keys['want']): Keys {
  return {
    textAt: (index) => {
      const block = blocks.find(({ from, keys }) => index >= from && index < from + keys.length)
      return block?.keys[index - block.from] ?? found.find(({ places }) => places?.[0] === index)?.keys[0]
    },
    indexOf: (text) => {
      for (const { from, keys } of blocks) {
        const at = keys.indexOf(text)
        if (at !== -1) return from + at
      }
      return found.find(({ keys }) => keys[0] === text)?.places?.[0]
    },
    want,
  }
}
