import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'ok' | 'fail'
  /** Which run it is about, to go there. */
  readonly run?: string
}

const shownMs = 6000
let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Says something in passing: what was done, or what failed. Trouble stays until it is put away. */
export function toast(news: Omit<Toast, 'id'>): void {
  lastId += 1
  const id = lastId
  set([...toasts.slice(-3), { ...news, id }])
  if (news.tone !== 'fail') setTimeout(() => dismiss(id), shownMs)
}

export function dismiss(id: number): void {
  set(toasts.filter((one) => one.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
