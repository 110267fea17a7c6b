import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StatusBody } from '../../../contract/graph.ts'
import { Button } from '../../components/button.tsx'
import { StatusPill } from '../../components/pill.tsx'
import { useOpenMaterialize } from '../../materialize/use-materialize.ts'
import { plural } from '../../words/format.ts'
import { mixOf, mixWords, worstOf } from '../model/box-status.ts'
import type { GraphModel } from '../model/graph-model.ts'
import { selectionTerm } from '../model/graph-terms.ts'
import type { GraphState } from '../model/use-graph-state.ts'
import { AssetRows } from './asset-rows.tsx'
import styles from './inspector.module.css'

/** A closed group: what is wrong in it first. */
export function GroupInspector({
  group,
  model,
  status,
  state,
}: {
  readonly group: string
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
}): ReactNode {
  const materialize = useOpenMaterialize()
  const number = model.body.groups.indexOf(group)
  const assets = Array.from(model.group.keys()).filter((asset) => model.group[asset] === number)
  const mix = mixOf(assets, status)
  const worst = worstOf(mix)
  const selection = selectionTerm('group', group)
  return (
    <>
      <section className={styles['part']}>
        <div className={styles['name']}>
          <h2>{group}</h2>
          {worst && <StatusPill status={worst} />}
        </div>
        <p className={styles['description']}>
          {plural(assets.length, 'asset')}: {mixWords(mix)}
        </p>
        <div className={styles['actions']}>
          <Button small look="primary" onClick={() => materialize({ selection })}>
            <Play size={13} /> Materialize…
          </Button>
          <Button small onClick={() => state.toggle(group)}>
            {state.open.has(group) ? 'Close group' : 'Open group'}
          </Button>
          <Button small onClick={() => state.change({ q: selection, view: 'assets' }, true)}>
            Only this
          </Button>
        </div>
      </section>
      <section className={styles['part']}>
        <h3>Assets</h3>
        <AssetRows assets={assets} model={model} status={status} onSelect={state.select} />
      </section>
    </>
  )
}
