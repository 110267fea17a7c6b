import { Play } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import type { StatusBody } from '../../contract/graph.ts'
import { Button } from '../components/button.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'
import { formatCount } from '../words/format.ts'
import { mixOf } from './model/box-status.ts'
import type { GraphModel } from './model/graph-model.ts'
import type { GraphState } from './model/use-graph-state.ts'

/** One press makes what is stale of what is shown, after a look at the plan. */
export function MaterializeBehind({
  model,
  status,
  state,
  assets,
}: {
  readonly model: GraphModel
  readonly status: StatusBody | undefined
  readonly state: GraphState
  /** Absent: all. */
  readonly assets: readonly number[] | undefined
}): ReactNode {
  const materialize = useOpenMaterialize()
  const behind = useMemo(() => {
    const mix = mixOf(assets ?? model.group.keys(), status)
    return mix.stale + mix.missing + mix.failed
  }, [assets, model, status])
  const selection = state.q === '' ? '*' : state.q
  return (
    <Button look={behind > 0 ? 'primary' : undefined} onClick={() => materialize({ selection })}>
      <Play size={14} />
      {behind > 0 ? `Materialize ${formatCount(behind)} behind…` : 'Materialize…'}
    </Button>
  )
}
