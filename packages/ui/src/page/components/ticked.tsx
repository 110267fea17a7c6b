import type { ReactNode } from 'react'

/** A text in which what stands between backticks is a name, as in all that the library says. */
export function Ticked({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, place) =>
    // Every other part stood between two backticks. They have no other name than their place.
    place % 2 === 1 ? <code key={`${place} ${part}`}>{part}</code> : part,
  )
}
