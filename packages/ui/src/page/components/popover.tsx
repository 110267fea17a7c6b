import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './popover.module.css'

/**
 * A button with a panel that it opens beside itself. What is `data-first` in the panel has the focus at first; Escape, or going
 * elsewhere, closes it.
 */
export function Popover({
  label,
  icon,
  side = 'below',
  small = false,
  children,
}: {
  /** What the button and the panel are called. */
  readonly label: string
  readonly icon: ReactNode
  readonly side?: 'below' | 'beside'
  readonly small?: boolean
  /** The panel; `close` gives the focus back to the button. */
  readonly children: (close: () => void) => ReactNode
}): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (isOpen) (panel.current?.querySelector<HTMLElement>('[data-first]') ?? panel.current)?.focus()
  }, [isOpen])
  usePressElsewhere(place, isOpen, setOpen)
  const close = () => {
    setOpen(false)
    place.current?.querySelector('button')?.focus()
  }
  const press = (event: KeyboardEvent) => {
    // What is pressed in here is not for the page around it.
    event.stopPropagation()
    if (event.key === 'Escape') close()
  }
  const leave = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !place.current?.contains(relatedTarget as Node)) setOpen(false)
  }
  return (
    <div ref={place} className={styles['place']} onBlur={leave}>
      <IconButton
        small={small}
        label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {icon}
      </IconButton>
      {isOpen && (
        <div
          ref={panel}
          id={id}
          className={classNames(styles['panel'], styles[side])}
          role="dialog"
          aria-label={label}
          tabIndex={-1}
          onKeyDown={press}
        >
          {children(close)}
        </div>
      )}
    </div>
  )
}

/** Something that can be done in a popover. */
export function PopoverItem({
  children,
  detail,
  onClick,
}: {
  readonly children: ReactNode
  readonly detail?: ReactNode
  readonly onClick: () => void
}): ReactNode {
  return (
    <button type="button" className={styles['item']} onClick={onClick}>
      {children}
      {detail !== undefined && <small>{detail}</small>}
    </button>
  )
}

/** A press on what does not take the focus, such as a canvas, is elsewhere too. */
function usePressElsewhere(
  place: { readonly current: HTMLElement | null },
  isOpen: boolean,
  setOpen: (isOpen: boolean) => void,
): void {
  useEffect(() => {
    if (!isOpen) return undefined
    const press = ({ target }: PointerEvent) => {
      if (target instanceof Node && !place.current?.contains(target)) setOpen(false)
    }
    document.addEventListener('pointerdown', press, true)
    return () => document.removeEventListener('pointerdown', press, true)
  }, [place, isOpen, setOpen])
}
