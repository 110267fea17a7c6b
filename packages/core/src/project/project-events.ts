import type { EventType, RecordedEvent } from '../events/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import { type Grid, Subset } from '../partitions/index.ts'
import { CurrentNames } from '../run/index.ts'
import { definitionIn } from './definition-in.ts'
import type { Session } from './session.ts'

/** Which events of the log are wanted. Absent: all. */
export interface EventsQuery {
  readonly types?: readonly EventType[] | undefined
  readonly runId?: string | undefined
  /** Those of one asset, also under the names that it had before. */
  readonly asset?: string | undefined
  /** Only events after this position. */
  readonly after?: number | undefined
  /** Only events up to and with this position. */
  readonly until?: number | undefined
  /** At most so many. */
  readonly limit?: number | undefined
  /** Default: the oldest first. */
  readonly newestFirst?: boolean | undefined
}

/** An event, under the name that its asset has now. */
export type EventReport = RecordedEvent & About

interface About {
  /** Its partitions in words, or the key where it is one; empty where there are none to tell. */
  readonly partitionsInWords: string
  /** How many these are: 1 where the asset is not partitioned, 0 where the event is about none. */
  readonly partitionCount: number
}

/** Events of the log by position. Throws ASSET_UNKNOWN. */
export async function projectEvents(session: Session, query: EventsQuery): Promise<readonly EventReport[]> {
  const { store, model } = session.parts
  const asset = query.asset === undefined ? undefined : await recordedName(session, query.asset)
  const events = await store.events({ ...query, asset })
  if (events.length === 0) return []
  const names = await CurrentNames.read(store, model)
  const gridOf = await session.grids()
  return events.map((event) => {
    if (!('asset' in event)) return { ...event, partitionsInWords: '', partitionCount: 0 }
    const name = names.of(event)
    const grid = names.isAside(event) ? undefined : gridIn(model, gridOf, name)
    return { ...event, asset: name, ...aboutPartitions(event, grid) }
  })
}

/** The name that an asset is recorded under: another one until a renaming is recorded. */
async function recordedName(session: Session, asset: string): Promise<string> {
  const { key, step } = definitionIn(session.parts.model, asset)
  return (await session.snapshot([step])).ledger(key).recordedAs
}

function gridIn(model: ProjectModel, gridOf: Awaited<ReturnType<Session['grids']>>, asset: string): Grid | undefined {
  const definition = model.assets.get(asset)
  return definition && gridOf(definition.partitions)
}

/** Of an asset that left the project, or that was cut otherwise then, the partitions are only counted. */
function aboutPartitions(event: RecordedEvent, grid: Grid | undefined): About {
  if (!('partitions' in event) || typeof event.partitions !== 'string') {
    const partition = 'partition' in event ? event.partition : null
    return { partitionsInWords: partition ?? '', partitionCount: Number(partition !== null) }
  }
  const partitions = Subset.decode(event.partitions)
  const { count, first } = partitions
  const only = first && count === 1 ? first : undefined
  if (!grid) return { partitionsInWords: only ? '' : `${count} partitions`, partitionCount: count }
  return { partitionsInWords: only ? (grid.textOf(only) ?? '') : grid.describe(partitions), partitionCount: count }
}
