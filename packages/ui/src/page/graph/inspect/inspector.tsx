import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { IconButton } from '../../components/button.tsx'
import type { GraphModel } from '../model/graph-model.ts'
import { groupPrefix } from '../model/graph-terms.ts'
import type { GraphState } from '../model/use-graph-state.ts'
import { AssetInspector } from './asset-inspector.tsx'
import { GroupInspector } from './group-inspector.tsx'
import styles from './inspector.module.css'
import { ManyInspector } from './many-inspector.tsx'

/** What is selected, beginning with why it is as it is. */
export function Inspector(props: {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
}): ReactNode {
  const { state, model } = props
  const [first] = state.selected
  if (first === undefined) return null
  return (
    <aside className={styles['inspector']} aria-label="What is selected">
      <span className={styles['close']}>
        <IconButton small label="Close (Esc)" onClick={() => state.select(undefined)}>
          <X size={15} />
        </IconButton>
      </span>
      {state.selected.length > 1 ? (
        <ManyInspector {...props} />
      ) : first.startsWith(groupPrefix) ? (
        <GroupInspector {...props} group={first.slice(groupPrefix.length)} />
      ) : model.numberOf.has(first) ? (
        <AssetInspector key={first} asset={first} state={state} />
      ) : (
        <p className={styles['part']}>There is no asset `{first}` (any more).</p>
      )}
    </aside>
  )
}
