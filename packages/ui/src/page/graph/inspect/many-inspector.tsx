import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { Button } from '../../components/button.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import type { GraphModel } from '../model/graph-model.ts'
import { selectionOf } from '../model/graph-terms.ts'
import type { GraphState } from '../model/use-graph-state.ts'
import { AssetRows } from './asset-rows.tsx'
import styles from './inspector.module.css'

/** Several that are selected, with the paths between them in the light. */
export function ManyInspector({
  model,
  status,
  state,
}: {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
}): ReactNode {
  const materialize = useOpenMaterialize()
  const selection = selectionOf(state.selected)
  const assets = state.selected.flatMap((key) => model.numberOf.get(key) ?? [])
  return (
    <>
      <section className={styles['part']}>
        <div className={styles['name']}>
          <h2>{state.selected.length} selected</h2>
        </div>
        <p className={styles['description']}>The paths between them are in the light.</p>
        <div className={styles['actions']}>
          <Button small look="primary" onClick={() => materialize({ selection })}>
            <Play size={13} /> Materialize…
          </Button>
          <Button small onClick={() => state.change({ q: selection }, true)}>
            Only these
          </Button>
        </div>
      </section>
      <section className={styles['part']}>
        <AssetRows assets={assets} model={model} status={status} onSelect={state.select} />
      </section>
    </>
  )
}
