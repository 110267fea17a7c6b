import {
  type Call,
  type CallPartition,
  callUserCode,
  contextOf,
  type Produced,
  rowSchemaOf,
  type Source,
} from '@headwater/core/extend'
import { fail } from '@headwater/core/io'
import { compileQuery, type QueryMaking } from './compile-query.ts'
import type { StagedQuery, StageQuery, TableSource } from './warehouse.ts'
import type { Write } from './write-mode.ts'

/** How an SQL asset makes its table. */
export interface TableMaking extends QueryMaking {
  readonly write: Write
}

type Sources = { readonly [dep: string]: readonly Source[] }

/** Runs the queries of all partitions of a call in one transaction, and makes sure that they read what was planned. */
export async function* produceTables(making: TableMaking, call: Call): AsyncGenerator<Produced> {
  const sources = call.partitions.map((partition) => call.sources(partition))
  const queries: StageQuery[] = []
  for (const [index, partition] of call.partitions.entries())
    queries.push(await stageQuery(making, call, partition, sources[index] ?? {}))
  const staged = await making.warehouse.stageQueries(queries, { signal: call.signal })
  for (const [index, partition] of call.partitions.entries()) {
    const { read, ...one } = staged[index] ?? lost(queries.length, staged.length)
    assertRead(one.asset, sources[index] ?? {}, read)
    yield { output: '', partition, staged: one }
  }
}

async function stageQuery(
  making: TableMaking,
  call: Call,
  partition: CallPartition,
  sources: Sources,
): Promise<StageQuery> {
  const at = call.stageAt('', partition)
  const callee = {
    code: 'STEP_FAILED',
    what: `the query of asset \`${at.asset}\``,
    asset: at.asset,
    partition: at.partition,
  } as const
  const { text, parameters } = await callUserCode(callee, () =>
    compileQuery(making, { ...contextOf(call), partition: partition.key }),
  )
  const tables = await Promise.all(
    call.deps.map(
      async (dep) =>
        [dep.name, await tableSource(making, rowSchemaOf(dep.asset.schema), sources[dep.name] ?? [])] as const,
    ),
  )
  return { at, sql: text, parameters, sources: Object.fromEntries(tables), write: making.write }
}

/** A table of the same warehouse is read where it lies; everything else is read and handed over as rows. */
async function tableSource(
  { warehouse }: TableMaking,
  rowSchema: TableRowSchema,
  sources: readonly Source[],
): Promise<TableSource> {
  const [first] = sources
  const here = first?.asset.io?.store?.home === warehouse.store.home && Object.keys(first.location).length > 0
  if (first && here)
    return { kind: 'table', location: first.location, partitions: sources.map(({ partition }) => partition) }
  const values = (await Promise.all(sources.map(({ value }) => value()))) as (readonly object[])[]
  // One table that several queries read stays one array, so that it is handed over once.
  const rows = values.length === 1 && values[0] ? values[0] : values.flat()
  return {
    kind: 'rows',
    rows,
    rowSchema:
      rowSchema ??
      fail('TABLE_COLUMNS_UNKNOWN', {
        message: `\`${first?.asset.key ?? 'a dep'}\` is read by SQL and does not tell its columns`,
        hint: 'Give it a zod schema that is an array of objects.',
      }),
  }
}

type TableRowSchema = ReturnType<typeof rowSchemaOf>

/** In-place tables may be written between plan and read: what was read must be what is recorded as read. */
function assertRead(asset: string, sources: Sources, read: StagedQuery['read']): void {
  for (const [dep, partitions] of Object.entries(read)) {
    const planned = new Map(sources[dep]?.map(({ partition, dataVersion }) => [partition, dataVersion]))
    const moved = partitions.find(({ partition, dataVersion }) => planned.get(partition) !== dataVersion)
    if (moved) {
      fail('INPUT_MOVED', {
        asset,
        partition: moved.partition ?? undefined,
        message: `asset \`${asset}\` read \`${dep}\`${moved.partition === null ? '' : ` partition \`${moved.partition}\``} at data version \`${moved.dataVersion}\`, and \`${planned.get(moved.partition) ?? 'none'}\` was planned`,
        hint: 'Another run published meanwhile. Run again: the plan will start from what is there now.',
      })
    }
  }
}

function lost(asked: number, given: number): never {
  return fail('INTERNAL', { message: `a warehouse was given ${asked} queries and staged ${given}` })
}
