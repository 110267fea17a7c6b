import { type Attempt, digest } from '@headwater/core/io'
import { failOnDifferences } from '../tables/adapt-table.ts'
import { type ColumnDifference, columnDifferences } from '../tables/column-differences.ts'
import {
  describedFields,
  dropTable,
  findTable,
  type FoundTable,
  hiddenFields,
  makeTable,
  patchTable,
  type TableNotes,
  type Wanted,
} from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { type Field, sqlType, tableFields } from './column-types.ts'
import { explainLease, parametersOf } from './ledger.ts'
import { integerParameter, textParameter } from './query-parameters.ts'
import { qualified } from './table-location.ts'

/**
 * The table that takes in what is staged, made where it is missing, or where there is a view, and described as the stage is.
 * Where it has other columns, `schemaChange` says what becomes of it. Throws TABLE_COLUMNS_CHANGED, and LEASE_LOST where
 * something would be dropped that another run has overtaken.
 */
export async function tableFor(home: BigQueryHome, wanted: Wanted, attempt: Attempt): Promise<FoundTable> {
  const { service } = home
  const { asset, location, partitions } = wanted
  const there = await findTable(service, location)
  if (there?.isView) {
    // It holds no rows, but whoever is late shall not take it away.
    await home.ledgerOf(location).requireLease(asset, partitions, attempt)
    await dropTable(service, location)
  }
  const found = there && !there.isView ? there : await makeTable(service, wanted)
  const differences = differencesOf(found, wanted)
  if (differences.length > 0 && found.isOurs && isRemade(wanted, differences)) {
    await dropWithin(home, found, wanted, attempt)
    return makeTable(service, wanted)
  }
  if (differences.length > 0 && !(found.isOurs && isAdded(wanted, differences))) failOnColumns(wanted, differences)
  const shape = { fields: matchedFields(found, wanted, differences), description: wanted.notes.description }
  return isSaid(found, shape) ? found : patchTable(service, location, shape)
}

function differencesOf({ fields }: FoundTable, { location, partitions }: Wanted): readonly ColumnDifference[] {
  const stored = (columns: readonly Field[]) => columns.map((field) => ({ name: field.name, type: sqlType(field) }))
  const gets = [...tableFields(location.stage.columns), ...hiddenFields(partitions, fields)]
  return columnDifferences(stored(fields), stored(gets))
}

/** Whether all rows go, and the table with them. One that only lacks columns can get them without that. */
function isRemade({ location }: Wanted, differences: readonly ColumnDifference[]): boolean {
  if (location.stage.schemaChange === 'rebuild') return true
  return replacesAll(location) && differences.some(({ before }) => before !== undefined)
}

function isAdded({ location }: Wanted, differences: readonly ColumnDifference[]): boolean {
  if (replacesAll(location)) return true
  const nullable = new Set(location.stage.columns.flatMap(({ name, nullable }) => (nullable ? [name] : [])))
  const areNew = differences.every(({ name, before }) => before === undefined && nullable.has(name))
  return location.stage.schemaChange === 'add-columns' && areNew
}

function replacesAll({ partition, write }: Wanted['location']): boolean {
  return partition === null && write?.mode === 'replace'
}

/** The columns that the table has, and new ones. What nobody described keeps the description that it has. */
function matchedFields(
  { fields }: FoundTable,
  { location, notes }: Wanted,
  differences: readonly ColumnDifference[],
): readonly Field[] {
  const added = tableFields(location.stage.columns).filter(({ name }) => differences.some((one) => one.name === name))
  return describedFields([...fields, ...added], notes)
}

function isSaid(found: FoundTable, { fields, description = found.description }: TableNotes): boolean {
  const isSame = (field: Field, index: number) => field.description === found.fields[index]?.description
  return description === found.description && fields.length === found.fields.length && fields.every(isSame)
}

/**
 * Drops the table in the job that looks at the lease, and whether the attempt has committed: no process that was slow in
 * between takes away the rows of another one. Its id is that of the table and the attempt, so that of two processes which make
 * the same attempt none drops what the other has made.
 */
async function dropWithin(
  home: BigQueryHome,
  { created }: FoundTable,
  { asset, location, partitions }: Wanted,
  attempt: Attempt,
): Promise<void> {
  const name = qualified(location)
  const sql = [home.ledgerOf(location).checkAttempt(''), `DROP TABLE IF EXISTS ${name}`].join(';\n')
  const work = JSON.stringify([attempt.id, attempt.token, name, created])
  const own = { attempt: textParameter(attempt.id), token: integerParameter(attempt.token) }
  const parameters = { ...own, ...parametersOf('', asset, partitions) }
  await home.service
    .query({ what: `to make table ${name} anew`, id: `headwater_remake_${digest(work)}`, sql, parameters })
    .catch((error: unknown) => explainLease(error, [asset], attempt))
}

function failOnColumns({ asset, location }: Wanted, differences: readonly ColumnDifference[]): never {
  const name = `${location.dataset}.${location.table}`
  const { schemaChange } = location.stage
  return failOnDifferences(asset, { name, schemaChange, drop: `bq rm -t ${name}` }, differences)
}
