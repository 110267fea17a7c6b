import { type ReactNode, useState } from 'react'
import styles from './materialize-dialog.module.css'
import type { MaterializeAsk } from './use-materialize.ts'

const options = [
  { name: 'force', label: 'Also what is fresh' },
  { name: 'upstream', label: 'With what is behind upstream' },
  { name: 'downstream', label: 'With everything downstream' },
] as const

/** What is to be made; the plan below follows. */
export function AskFields({
  ask,
  onAsk,
}: {
  readonly ask: MaterializeAsk
  readonly onAsk: (ask: MaterializeAsk) => void
}): ReactNode {
  return (
    <div className={styles['asks']}>
      <TextAsk
        label="Assets"
        value={ask.selection}
        onText={(selection) => selection.trim() !== '' && onAsk({ ...ask, selection })}
      />
      <TextAsk
        label="Partitions"
        value={ask.partitions ?? ''}
        placeholder="missing or stale"
        onText={(partitions) => onAsk({ ...ask, partitions })}
      />
      <div className={styles['options']}>
        {options.map(({ name, label }) => (
          <label key={name} className={styles['option']}>
            <input
              type="checkbox"
              checked={ask[name] ?? false}
              onChange={(event) => onAsk({ ...ask, [name]: event.target.checked })}
            />
            {label}
          </label>
        ))}
      </div>
    </div>
  )
}

/** Keeps what is typed, since the address only has what can be asked for. */
function TextAsk({
  label,
  value,
  placeholder,
  onText,
}: {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly onText: (text: string) => void
}): ReactNode {
  const [typed, setTyped] = useState(value)
  return (
    <label className={styles['ask']}>
      {label}
      <input
        value={typed}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        maxLength={10_000}
        onChange={(event) => {
          setTyped(event.target.value)
          onText(event.target.value)
        }}
      />
    </label>
  )
}
