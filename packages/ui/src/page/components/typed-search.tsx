import { type ReactNode, useEffect, useState } from 'react'
import { SearchField } from './field.tsx'

const pauseMs = 200

/** A search field whose text is used once the typing pauses. */
export function TypedSearch({
  label,
  text,
  onText,
  className,
}: {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly className?: string | undefined
}): ReactNode {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return undefined
    const timer = setTimeout(() => onText(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, text, onText])
  return <SearchField className={className} label={label} value={typed} onText={setTyped} maxLength={200} />
}
