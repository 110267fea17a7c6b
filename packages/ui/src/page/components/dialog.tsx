import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'

/** A dialog over the page: the browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Dialog({
  title,
  onClose,
  children,
  foot,
  wide = false,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** The buttons. */
  readonly foot?: ReactNode
  /** For what has tables. */
  readonly wide?: boolean
}): ReactNode {
  const id = useId()
  return (
    <ModalFrame labelledBy={id} onClose={onClose} className={wide && styles['wide']}>
      <div className={styles['head']}>
        <h2 id={id}>{title}</h2>
        <IconButton small label="Close" onClick={onClose}>
          <X size={16} />
        </IconButton>
      </div>
      <div className={styles['body']}>{children}</div>
      {foot && <div className={styles['foot']}>{foot}</div>}
    </ModalFrame>
  )
}

/** The frame of a dialog without its head. A click beside it closes it; what is `data-first` in it has the focus. */
export function ModalFrame({
  onClose,
  children,
  className,
  label,
  labelledBy,
}: {
  readonly onClose: () => void
  readonly children: ReactNode
  readonly className?: string | false | undefined
  readonly label?: string
  readonly labelledBy?: string
}): ReactNode {
  const frame = useRef<HTMLDialogElement>(null)
  // The browser gives the focus back only while the dialog is still in the page: later effects end when it has gone.
  useLayoutEffect(() => {
    const dialog = frame.current
    dialog?.showModal()
    // Else the browser takes the first button, which closes the dialog.
    const first = dialog?.querySelector<HTMLElement>('[data-first]') ?? dialog
    first?.focus()
    return () => dialog?.close()
  }, [])
  return (
    // A click on the backdrop is for the mouse; on the keyboard it is Escape.
    <dialog
      ref={frame}
      tabIndex={-1}
      className={classNames(styles['dialog'], className)}
      aria-label={label}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === frame.current) onClose()
      }}
    >
      {children}
    </dialog>
  )
}
