import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { useDebounced, useSelection } from './use-selection.ts'

/** How long nobody typed before the server is asked. */
const typingMs = 160

/** What is typed, what the server says to it, and what keys do. */
export function useSelectionField(
  value: string,
  onSelect: (selection: string) => void,
  input: RefObject<HTMLInputElement | null>,
) {
  const [text, setText] = useState(value)
  const [caret, setCaret] = useState(value.length)
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const [scrolled, scroll] = useState(0)
  const asked = useDebounced(text, typingMs)
  const answer = useSelection(asked, useDebounced(caret, typingMs))
  const isSettled = asked === text
  const begun = text.slice(answer?.from ?? caret, caret)
  const offered = open && isSettled ? (answer?.completions ?? []) : []
  const completions = offered.filter((completion) => completion !== begun)
  // What can still be completed is not wrong yet.
  const error = isSettled && completions.length === 0 ? answer?.error : undefined

  useEffect(() => setText((old) => (old.trim() === value ? old : value)), [value])
  useEffect(() => {
    if (isSettled && text.trim() !== value && (text.trim() === '' || answer?.nodes)) onSelect(text.trim())
    // Asked again only when the answer to what was typed comes.
  }, [answer, isSettled, text, value, onSelect])

  const type = (typed: string, at = typed.length) => {
    setText(typed)
    setCaret(at)
    setChosen(-1)
    setOpen(true)
  }
  /** Another selection, that is whole. */
  const replace = (selection: string) => {
    type(selection)
    setOpen(false)
  }
  const complete = (completion: string) => {
    const from = answer?.from ?? caret
    const typed = text.slice(0, from) + completion
    type(typed + text.slice(caret), typed.length)
    input.current?.focus()
    requestAnimationFrame(() => input.current?.setSelectionRange(typed.length, typed.length))
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const picked = completions[Math.max(0, chosen)]
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && completions.length > 0) setChosen((chosen + step + completions.length) % completions.length)
    else if (picked !== undefined && (event.key === 'Tab' || (event.key === 'Enter' && chosen >= 0))) complete(picked)
    else if (event.key === 'Enter') setOpen(false)
    else if (event.key === 'Escape' && completions.length > 0) setOpen(false)
    else if (event.key === 'Escape') input.current?.blur()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const moveTo = setCaret
  return { text, error, completions, chosen, scrolled, scroll, type, replace, complete, press, moveTo, setOpen }
}
