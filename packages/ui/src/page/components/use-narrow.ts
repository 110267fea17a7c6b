import { useSyncExternalStore } from 'react'

/** Whether the window is at most so many pixels wide, as `@media (max-width)` says it. */
export function useNarrow(pixels: number): boolean {
  const query = `(max-width: ${pixels}px)`
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
