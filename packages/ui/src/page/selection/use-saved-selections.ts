import { useMemo, useSyncExternalStore } from 'react'
import { useApi } from '../api/use-api.ts'
import { toast } from '../components/toasts.ts'
import { readSaved, type SavedSelection } from './saved-selections.ts'

const listeners = new Set<() => void>()

/** The selections that are kept in this browser for the project, and how to keep others. */
export function useSavedSelections(): {
  readonly saved: readonly SavedSelection[]
  readonly keep: (saved: readonly SavedSelection[]) => void
} {
  const { data } = useApi('info', {})
  // Projects may be served from one address, one after the other.
  const key = `headwater-selections:${data?.project ?? ''}`
  const stored = useSyncExternalStore(subscribe, () => read(key))
  const saved = useMemo(() => readSaved(stored), [stored])
  return { saved, keep: (next) => write(key, JSON.stringify(next)) }
}

/** Browsers may refuse their storage altogether. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    toast({ tone: 'fail', text: 'The browser did not keep the selection: its storage is full or switched off.' })
  }
  for (const listener of listeners) listener()
}

/** Other tabs save too. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}
