import { ListCollapse } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { formatCount } from '../../words/format.ts'
import type { Unfolded } from '../model/unfolded.ts'
import styles from './graph-canvas.module.css'

/** So many stacks have a button each. */
const most = 3

/** Folds stacks again that were unfolded: one by one, and of many all at once. */
export function Folds({
  unfolded,
  onFold,
}: {
  readonly unfolded: readonly Unfolded[]
  readonly onFold: (stacks: readonly Unfolded[]) => void
}): ReactNode {
  if (unfolded.length === 0) return null
  const each = unfolded.length > most ? [] : unfolded
  return (
    <div className={styles['folds']} role="group" aria-label="Unfolded stacks">
      {each.map((stack) => (
        <Button key={stack.term} small onClick={() => onFold([stack])}>
          <ListCollapse size={13} />
          Fold {stack.title} ×{formatCount(stack.assets.length)}
        </Button>
      ))}
      {each.length === 0 && (
        <Button small onClick={() => onFold(unfolded)}>
          <ListCollapse size={13} />
          Fold {formatCount(unfolded.length)} stacks
        </Button>
      )}
    </div>
  )
}
