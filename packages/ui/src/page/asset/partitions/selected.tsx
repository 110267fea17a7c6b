import { Play, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { Copy } from '../../components/copy.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { commandText } from '../../words/command-text.ts'
import { plural } from '../../words/format.ts'
import { useMayWrite } from '../use-may-write.ts'
import styles from './partitions.module.css'
import { mostNamed } from './selected-items.ts'

/** What is selected, how it stands, and the way to make it. */
export function Selected({
  asset,
  count,
  what,
  partitions,
  onClear,
  children,
}: {
  readonly asset: string
  readonly count: number
  readonly what: string
  /** As the command line takes them; or why there is no such text. */
  readonly partitions: { readonly expression: string } | 'unknown' | 'too many'
  readonly onClear: () => void
  /** How they stand. */
  readonly children: ReactNode
}): ReactNode {
  const open = useOpenMaterialize()
  const mayWrite = useMayWrite()
  return (
    <div className={styles['selection']} role="group" aria-label="Selected">
      <p className={styles['selected']} role="status">
        <b>{plural(count, 'partition')}</b>
        <span className={styles['span']}>{what}</span>
        {children}
      </p>
      <span className={styles['right']}>
        {partitions === 'too many' && <span>Select up to {mostNamed} keys to make them, or all.</span>}
        {typeof partitions === 'object' && (
          <>
            <Copy
              text={commandText(['materialize', asset, '--partitions', partitions.expression])}
              label="Copy the command"
            />
            {mayWrite && (
              <Button
                small
                look="primary"
                onClick={() => open({ selection: asset, partitions: partitions.expression })}
              >
                <Play size={13} /> Materialize range…
              </Button>
            )}
          </>
        )}
        <IconButton small label="Clear the selection" onClick={onClear}>
          <X size={15} />
        </IconButton>
      </span>
    </div>
  )
}
