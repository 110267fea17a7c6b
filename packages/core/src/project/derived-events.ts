import type { EventDraft } from '../events/index.ts'
import { columnLineageFacet } from '../lineage/index.ts'
import type { Plan } from '../plan/index.ts'
import type { Snapshot } from '../status/index.ts'
import { newSteps } from './new-steps.ts'
import type { Session } from './session.ts'

/** The namespace of all assets of a project, in OpenLineage's words. */
const namespace = 'headwater'

type Derived = Extract<EventDraft, { readonly type: 'columns_derived' }>

/** What the columns are made of that a run makes for the first time with their code: it holds until the code changes. */
export async function derivedEvents(session: Session, plan: Plan, snapshot: Snapshot): Promise<readonly Derived[]> {
  const { model } = session.parts
  const versions = new Map(
    newSteps(plan, snapshot).flatMap(({ assets, codeVersion }) => assets.map((asset) => [asset, codeVersion])),
  )
  const telling = [...versions.keys()].filter((asset) => model.assets.get(asset)?.columnLineage)
  const known = await session.columns.of(telling)
  return known.flatMap((columns): readonly Derived[] => {
    const facet = columnLineageFacet(columns, namespace)
    const { asset } = columns
    return facet
      ? [{ type: 'columns_derived', asset, codeVersion: versions.get(asset) ?? '', facet: facet as Derived['facet'] }]
      : []
  })
}
