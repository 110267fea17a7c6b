import { useCallback, useEffect, useState } from 'react'
import type { Keys } from './use-keys.ts'

/**
 * A way to say something about partitions whose keys may not be known yet: they are asked for, and it is said once they are
 * there. `waiting` is what was not said yet. `indexesOf` and `say` are to stay the same while what they use does.
 */
export function useOnceKnown<T>(
  keys: Keys,
  indexesOf: (what: T) => readonly number[],
  say: (what: T) => void,
): { readonly waiting: T | undefined; readonly sayOnceKnown: (what: T) => void } {
  const [waiting, setWaiting] = useState<T>()
  const sayOnceKnown = useCallback(
    (what: T) => {
      const indexes = indexesOf(what)
      const isKnown = indexes.every((index) => keys.textAt(index) !== undefined)
      setWaiting(() => (isKnown ? undefined : what))
      if (isKnown) say(what)
      else keys.want(indexes)
    },
    [keys, indexesOf, say],
  )
  useEffect(() => {
    if (waiting !== undefined) sayOnceKnown(waiting)
  }, [waiting, sayOnceKnown])
  return { waiting, sayOnceKnown }
}
