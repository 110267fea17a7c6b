import { Search } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

/** A field to search with. `/` puts the cursor into the first one of a page. */
export function SearchField({
  label,
  className,
  onText,
  ...rest
}: {
  readonly label: string
  readonly onText: (text: string) => void
} & ComponentProps<'input'>): ReactNode {
  return (
    <label className={classNames(styles['field'], className)}>
      <Search size={14} />
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onText(event.target.value)}
        {...rest}
      />
    </label>
  )
}

/** One of many. */
export function Select({
  label,
  items,
  value,
  onChoose,
}: {
  readonly label: string
  readonly items: readonly { readonly id: string; readonly label: string }[]
  readonly value: string
  readonly onChoose: (id: string) => void
}): ReactNode {
  return (
    <select
      className={styles['select']}
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      {items.map(({ id, label: word }) => (
        <option key={id} value={id}>
          {word}
        </option>
      ))}
    </select>
  )
}
