import { useEffect, useState } from 'react'
import type { SelectionBody } from '../../contract/graph.ts'
import { useApi } from '../api/use-api.ts'

/** What a selection comes to; empty: no answer, since everything is selected. */
export function useSelection(text: string, caret?: number): SelectionBody | undefined {
  const query = { q: text, ...(caret === undefined ? {} : { caret }) }
  const { data, error } = useApi('selection', { query }, { enabled: text.trim() !== '', keep: true })
  if (text.trim() === '') return undefined
  return error ? { error: { message: error.message, start: 0, end: text.length } } : data
}

/** A value once it has not changed for a while. */
export function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
