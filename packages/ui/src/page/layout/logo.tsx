import type { ReactNode } from 'react'

/** Two waves: where a river begins. */
export function Logo(): ReactNode {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M7 12c3-3.500 6-3.500 9 0s6 3.500 9 0M7 20c3-3.500 6-3.500 9 0s6 3.500 9 0"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  )
}
