import { useRef } from 'react'
import { useSelection } from '../../selection/use-selection.ts'

export interface Selected {
  /** Absent: all. */
  readonly assets: readonly number[] | undefined
  /** Whether the server has said what a selection comes to. */
  readonly isKnown: boolean
}

/** The assets of a selection. While it is being typed and cannot be understood, those of the last one that could. */
export function useSelected(q: string): Selected {
  const answer = useSelection(q)
  const last = useRef<readonly number[]>(undefined)
  if (q.trim() === '') last.current = undefined
  else if (answer?.nodes) last.current = answer.nodes
  return { assets: last.current, isKnown: q.trim() === '' || answer !== undefined }
}
