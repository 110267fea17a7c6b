import type { ReactNode } from 'react'
import styles from './selection-field.module.css'

/** How a selection may go on. The field keeps the focus, so a press on a row must not take it. */
export function Completions({
  id,
  items,
  chosen,
  onChoose,
}: {
  readonly id: string
  readonly items: readonly string[]
  readonly chosen: number
  readonly onChoose: (completion: string) => void
}): ReactNode {
  return (
    <ul id={id} className={styles['completions']} role="listbox" aria-label="Completions" hidden={items.length === 0}>
      {items.slice(0, 12).map((item, index) => (
        <li
          key={item}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault()
            onChoose(item)
          }}
        >
          {item}
        </li>
      ))}
    </ul>
  )
}
