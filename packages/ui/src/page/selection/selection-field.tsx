import { Search, X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import type { SelectionBody } from '../../contract/graph.ts'
import { IconButton } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { Completions } from './completions.tsx'
import { highlightSelection } from './highlight-selection.ts'
import { SavedMenu } from './saved-menu.tsx'
import styles from './selection-field.module.css'
import { useSelectionField } from './use-selection-field.ts'

/**
 * A field for a selection in the language of the command line: coloured, completed, and with its mistakes shown where they are.
 * What is typed is handed to `onSelect` once it can be understood.
 */
export function SelectionField({
  value,
  onSelect,
  aside,
}: {
  readonly value: string
  readonly onSelect: (selection: string) => void
  /** What stands at its right, such as how many are selected. */
  readonly aside?: ReactNode
}): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const field = useSelectionField(value, onSelect, input)
  const id = useId()
  return (
    <div className={styles['field']} role="search">
      <Search size={14} className={styles['icon']} aria-hidden="true" />
      <div className={styles['texts']}>
        <Coloured text={field.text} wrong={field.error} scrolled={field.scrolled} />
        <input
          ref={input}
          className={styles['input']}
          value={field.text}
          placeholder="Select assets: tag:nightly, +fct_prices, status:stale…"
          aria-label="Select assets"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          maxLength={10_000}
          role="combobox"
          aria-expanded={field.completions.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={field.chosen >= 0 ? `${id}-list-${field.chosen}` : undefined}
          aria-invalid={field.error !== undefined}
          aria-describedby={`${id}-error`}
          onChange={(event) => field.type(event.target.value, event.target.selectionStart ?? undefined)}
          onSelect={(event) => field.moveTo(event.currentTarget.selectionStart ?? 0)}
          onScroll={(event) => field.scroll(event.currentTarget.scrollLeft)}
          onKeyDown={field.press}
          onFocus={() => field.setOpen(true)}
          onBlur={() => field.setOpen(false)}
        />
      </div>
      {aside !== undefined && <span className={styles['aside']}>{aside}</span>}
      {field.text !== '' && (
        <IconButton small label="Clear the selection" onClick={() => field.type('')}>
          <X size={13} />
        </IconButton>
      )}
      <SavedMenu selection={value} onUse={field.replace} />
      <Mistake id={`${id}-error`} error={field.error} />
      <Completions id={`${id}-list`} items={field.completions} chosen={field.chosen} onChoose={field.complete} />
    </div>
  )
}

function Mistake({ id, error }: { readonly id: string; readonly error: SelectionBody['error'] }): ReactNode {
  return (
    <div id={id} role="status" className={classNames(error && styles['error'])}>
      {error && (
        <>
          <b>{error.message}</b> {error.hint}
        </>
      )}
    </div>
  )
}

function Coloured({
  text,
  wrong,
  scrolled,
}: {
  readonly text: string
  readonly wrong: { start: number; end: number } | undefined
  readonly scrolled: number
}): ReactNode {
  return (
    <div className={styles['coloured']} aria-hidden="true">
      <span style={{ transform: `translateX(${-scrolled}px)` }}>
        {highlightSelection(text, wrong).map((piece, index) => (
          // Pieces have no identity but their place.
          <span key={`${index}${piece.kind}`} className={styles[piece.kind]}>
            {piece.text}
          </span>
        ))}
        {wrong && wrong.start >= text.length && <span className={styles['wrong']}>&nbsp;</span>}
      </span>
    </div>
  )
}
