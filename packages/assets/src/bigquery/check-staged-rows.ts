import type { StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { failOnInvalidVersion, failOnStray, failOnTwins } from '../tables/check-staged-rows.ts'
import { failOnAmbiguity, pick } from '../tables/keep-changes.ts'
import type { ApiCell, BigQueryService } from './bigquery-service.ts'
import { fromStage, partitionColumn } from './column-types.ts'
import { identifier, text } from './google-sql.ts'
import { columnOf } from './row-change.ts'
import { keyText } from './row-summary.ts'

/** A filled stage, and what is to become of it. */
export interface StagedRows {
  /** The stage, in SQL. */
  readonly relation: string
  readonly columns: readonly Column[]
  readonly write: StoredWrite
  readonly places: readonly StageAt[]
}

/**
 * Checks that staged rows fit their write mode. Throws TABLE_ROW_MISPLACED, MERGE_KEY_DUPLICATE, TABLE_VERSION_INVALID and
 * TABLE_CHANGE_AMBIGUOUS, naming one row.
 */
export async function checkStagedRows(service: BigQueryService, staged: StagedRows): Promise<void> {
  const { write } = staged
  if (write.mode === 'merge') await requireUniqueKey(service, staged, write.on)
  if (write.mode === 'delete-insert') await requirePartitionKey(service, staged, write.by)
  if (write.mode === 'changes') await requireOneChange(service, staged, write)
  if (write.mode !== 'scd2') return
  await requireSpans(service, staged, write)
  await requireUniqueKey(service, staged, [...write.on, write.from])
}

async function requireUniqueKey(
  service: BigQueryService,
  { relation, columns, places }: StagedRows,
  on: readonly string[],
): Promise<void> {
  const asset = places[0]?.asset ?? ''
  const partition = identifier(partitionColumn)
  const keys = on.map((name, index) => `${keyCell(columns, name)} AS key_${index}`)
  const sql = `SELECT COUNT(*), ANY_VALUE(example), ${partition}
    FROM (SELECT ${[...keys, partition, `${rowAsJson(columns)} AS example`].join(', ')} FROM ${relation} AS staged)
    GROUP BY ${[...keys.keys()].map((index) => `key_${index}`).join(', ')}, ${partition} HAVING COUNT(*) > 1 LIMIT 1`
  const [twins] = await service.query({ what: `the check of what is staged for asset \`${asset}\``, sql })
  if (!twins) return
  const [copies, example, key] = twins
  failOnTwins(asset, on, { copies: Number(copies), example: exampleOf(example), partition: partitionOf(key) })
}

/** The rows of one partition are replaced as a whole, so a row of another would stay when its own is made again. */
async function requirePartitionKey(
  service: BigQueryService,
  { relation, columns, places }: StagedRows,
  by: string,
): Promise<void> {
  const keys = places.flatMap(({ partition, dimensions }) =>
    partition === null ? [] : [{ partition, key: dimensions[by] ?? partition }],
  )
  if (keys.length === 0) return
  const asset = places[0]?.asset ?? ''
  const cell = `staged.${identifier(by)}`
  const isDate = columns.some(({ name, kind }) => name === by && kind === 'date')
  const wanted = isDate ? 'SAFE_CAST(wanted.key AS TIMESTAMP)' : 'wanted.key'
  const list = keys.map(({ partition, key }) => `STRUCT(${text(partition)} AS partition_key, ${text(key)} AS key)`)
  const sql = `SELECT ${rowAsJson(columns)}, wanted.partition_key, wanted.key
    FROM ${relation} AS staged JOIN UNNEST([${list.join(', ')}]) AS wanted
      ON wanted.partition_key = staged.${identifier(partitionColumn)}
    WHERE ${isDate ? cell : `CAST(${cell} AS STRING)`} IS DISTINCT FROM ${wanted} LIMIT 1`
  const [stray] = await service.query({ what: `the check of what is staged for asset \`${asset}\``, sql })
  if (!stray) return
  const [example, partition, key] = stray
  failOnStray(asset, by, { key: String(key), example: exampleOf(example), partition: partitionOf(partition) })
}

/** Of the changes of one key, those of one sequence must be equal. */
async function requireOneChange(
  service: BigQueryService,
  { relation, columns, places }: StagedRows,
  write: StoredWrite & { readonly mode: 'changes' },
): Promise<void> {
  const asset = places[0]?.asset ?? ''
  const key = [...write.on, write.sequence].map((name, index) => `${keyCell(columns, name)} AS key_${index}`)
  const said = columns.map(({ name }) => keyCell(columns, name)).join(', ')
  const partition = identifier(partitionColumn)
  const cells = [...key, partition, `TO_JSON_STRING([${said}]) AS said`, `${rowAsJson(columns)} AS example`]
  const sql = `SELECT ANY_VALUE(example) FROM (SELECT ${cells.join(', ')} FROM ${relation} AS staged)
    GROUP BY ${[...key.map((_, index) => `key_${index}`), partition].join(', ')} HAVING COUNT(DISTINCT said) > 1 LIMIT 1`
  const [found] = await service.query({ what: `the check of what is staged for asset \`${asset}\``, sql })
  if (!found) return
  const names = columns.map(({ name }) => name)
  const made = pick(exampleOf(found[0]), names)
  failOnAmbiguity(asset, write, { made, other: 'another one of the same materialization' })
}

/** A version holds for some time: from a beginning to a later end, or on and on. */
async function requireSpans(
  service: BigQueryService,
  { relation, columns, places }: StagedRows,
  span: { readonly from: string; readonly to: string },
): Promise<void> {
  const asset = places[0]?.asset ?? ''
  const [from, to] = [span.from, span.to].map((name) => fromStage(columnOf(columns, name)))
  const sql = `SELECT ${rowAsJson(columns)} FROM ${relation} AS staged WHERE ${from} IS NULL OR ${to} <= ${from} LIMIT 1`
  const [found] = await service.query({ what: `the check of what is staged for asset \`${asset}\``, sql })
  if (!found) return
  const names = columns.map(({ name }) => name)
  failOnInvalidVersion(asset, span, pick(exampleOf(found[0]), names))
}

function keyCell(columns: readonly Column[], name: string): string {
  const kind = columns.find((column) => column.name === name)?.kind ?? 'string'
  return keyText(`staged.${identifier(name)}`, kind === 'bigint' || kind === 'json' ? 'text' : kind)
}

function rowAsJson(columns: readonly Column[]): string {
  const members = columns.map(({ name }) => `staged.${identifier(name)} AS ${identifier(name)}`)
  return `TO_JSON_STRING(STRUCT(${members.join(', ')}))`
}

function exampleOf(cell: ApiCell | undefined): unknown {
  return JSON.parse(typeof cell === 'string' ? cell : '{}')
}

function partitionOf(cell: ApiCell | undefined): string | undefined {
  return typeof cell === 'string' && cell !== '' ? cell : undefined
}
