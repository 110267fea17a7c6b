import { Bookmark, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../components/button.tsx'
import { Popover, PopoverItem } from '../components/popover.tsx'
import styles from './saved-menu.module.css'
import { longestName, mostSaved, type SavedSelection, withoutSaved, withSaved } from './saved-selections.ts'
import { useSavedSelections } from './use-saved-selections.ts'

export interface SavedMenuProps {
  /** What would be saved; empty where nothing is selected, or nothing that can be understood. */
  readonly selection: string
  readonly onUse: (selection: string) => void
}

/** The selections that were saved under a name, to use them, to delete them and to save the present one. */
export function SavedMenu({ selection, onUse }: SavedMenuProps): ReactNode {
  return (
    <Popover small label="Saved selections" icon={<Bookmark size={14} />}>
      {(close) => (
        <Panel
          selection={selection}
          onUse={(chosen) => {
            onUse(chosen)
            close()
          }}
        />
      )}
    </Popover>
  )
}

function Panel({ selection, onUse }: SavedMenuProps): ReactNode {
  const { saved, keep } = useSavedSelections()
  return (
    <div className={styles['panel']}>
      {saved.length > 0 && (
        <ul className={styles['list']} aria-label="Saved">
          {saved.map((one) => (
            <Row
              key={one.name}
              one={one}
              onUse={() => onUse(one.selection)}
              onDelete={() => keep(withoutSaved(saved, one.name))}
            />
          ))}
        </ul>
      )}
      {selection === '' ? (
        <p className={styles['hint']}>
          {saved.length === 0 && 'None is saved yet. '}Type a selection into the field to save it here.
        </p>
      ) : (
        <Save saved={saved} selection={selection} onSave={(one) => keep(withSaved(saved, one))} />
      )}
    </div>
  )
}

function Row({
  one: { name, selection },
  onUse,
  onDelete,
}: {
  readonly one: SavedSelection
  readonly onUse: () => void
  readonly onDelete: () => void
}): ReactNode {
  return (
    <li className={styles['row']}>
      <PopoverItem detail={<code>{selection}</code>} onClick={onUse}>
        {name}
      </PopoverItem>
      <IconButton
        small
        label={`Delete ${name}`}
        onClick={(event) => {
          // The button goes away, and the focus would go with it.
          event.currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus()
          onDelete()
        }}
      >
        <Trash2 size={13} />
      </IconButton>
    </li>
  )
}

function Save({
  saved,
  selection,
  onSave,
}: {
  readonly saved: readonly SavedSelection[]
  readonly selection: string
  readonly onSave: (one: SavedSelection) => void
}): ReactNode {
  const [name, setName] = useState('')
  const replaces = saved.some((one) => one.name === name.trim())
  const isFull = saved.length >= mostSaved && !replaces
  return (
    <form
      className={styles['save']}
      onSubmit={(event) => {
        event.preventDefault()
        onSave({ name, selection })
        setName('')
      }}
    >
      <label>
        Save <code>{selection}</code> as
        <input
          data-first
          value={name}
          maxLength={longestName}
          placeholder="Name"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button small look="primary" type="submit" disabled={name.trim() === '' || isFull}>
        {replaces ? 'Replace' : 'Save'}
      </Button>
      {isFull && <p className={styles['hint']}>{mostSaved} are saved: delete one to save another.</p>}
    </form>
  )
}
