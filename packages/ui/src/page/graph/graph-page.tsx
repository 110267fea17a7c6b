import type { ReactNode } from 'react'
import { ErrorNote, Wait } from '../components/note.tsx'
import { PageBody } from '../layout/page-body.tsx'
import { PageHeader } from '../layout/page-header.tsx'
import { GraphBody } from './graph-body.tsx'
import { useGraph } from './model/use-graph.ts'

export function GraphPage(): ReactNode {
  const { model, error, refetch } = useGraph()
  if (model) return <GraphBody model={model} />
  return (
    <>
      <PageHeader title="Graph" />
      <PageBody>{error ? <ErrorNote error={error} retry={() => void refetch()} /> : <Wait />}</PageBody>
    </>
  )
}
