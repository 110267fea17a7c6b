import { canonicalJson } from '@headwater/core/io'
import type { StoredWrite } from '../sql/write-mode.ts'
import { identifier, text } from './google-sql.ts'
import { columnOf, isStaged, type RowChange, tableCells } from './row-change.ts'
import { keyText, type KnownColumn, rowText } from './row-summary.ts'
import { type BigQueryTable, ownPrefix, qualified } from './table-location.ts'

type Scd2 = Extract<StoredWrite, { readonly mode: 'scd2' }>

/** A table of versions, and staged ones that come to it. */
interface Versions {
  readonly change: RowChange
  readonly write: Scd2
  /** What all versions of one key share, and what tells them apart, as texts. */
  readonly key: string
  readonly since: string
}

/** Helper columns: users' names do not begin so. */
const [keyColumn, sinceColumn] = [identifier('_headwater_key'), identifier('_headwater_since')]
const [next, begins, run] = [
  identifier('_headwater_next'),
  identifier('_headwater_begins'),
  identifier('_headwater_run'),
]

/**
 * Statements that add staged versions to a table, and compute the keys that they are of anew: as `keepVersions` of other
 * databases, where it says what becomes of them.
 */
export function keepVersions(change: RowChange, write: Scd2): readonly string[] {
  const { columns, target, ledger, suffix } = change
  const versions: Versions = {
    change,
    write,
    key: rowText(write.on.map((name) => columnOf(columns, name))),
    since: keyText(identifier(write.from), columnOf(columns, write.from).kind),
  }
  const repeats = qualified(repeatsOf(target))
  const computed = identifier(`_headwater_computed${suffix}`)
  const ofKeys = (key: string) => `${key} IN (SELECT ${keyColumn} FROM ${computed})`
  const names = columns.map(({ name }) => identifier(name)).join(', ')
  return [
    // They hold only of a table that was last written in the same way.
    `DELETE FROM ${repeats} WHERE NOT EXISTS (
      SELECT 1 FROM ${ledger} WHERE kind = 'commit' AND asset = @asset${suffix} AND created = @created${suffix}
        AND JSON_VALUE(location, '$.written') = ${text(canonicalJson(write))})`,
    `CREATE TEMP TABLE ${computed} AS ${computedVersions(versions, repeats)}`,
    `DELETE FROM ${qualified(target)} WHERE ${ofKeys(versions.key)}`,
    `DELETE FROM ${repeats} WHERE ${ofKeys('key')}`,
    `INSERT INTO ${repeats} (key, since) SELECT ${keyColumn}, ${sinceColumn} FROM ${computed} WHERE ${begins} = 0`,
    `INSERT INTO ${qualified(target)} (${names}) SELECT ${names} FROM ${computed} WHERE ${begins} = 1`,
  ]
}

/** Makes the table of the beginnings of versions that became parts of others, `key` and `since` as texts. It lies beside its own. */
export function makeRepeats(target: BigQueryTable): string {
  return `CREATE TABLE IF NOT EXISTS ${qualified(repeatsOf(target))} (key STRING, since STRING)`
}

function repeatsOf({ dataset, table }: BigQueryTable): BigQueryTable {
  return { dataset, table: `${ownPrefix}repeats_${table}` }
}

/** Every version of the keys that come, with its end, and whether it is one of its own or a part of the one before. */
function computedVersions(versions: Versions, repeats: string): string {
  const { change, write } = versions
  const [start, end] = [identifier(write.from), identifier(write.to)]
  const decided = [write.from, write.to, ...write.on]
  const said = rowText(change.columns.filter(({ name }) => !decided.includes(name)))
  const inTime = `OVER (PARTITION BY ${keyColumn} ORDER BY ${start})`
  return `WITH ${gathered(versions, repeats)}, followed AS (
      SELECT *, LEAD(${start}) ${inTime} AS ${next} FROM gathered
    ), ended AS (
      SELECT * EXCEPT (${end}), IF(${end} IS NULL OR ${next} < ${end}, ${next}, ${end}) AS ${end} FROM followed
    ), marked AS (
      SELECT *, IF(LAG(${end}) ${inTime} = ${start} AND LAG(${said}) ${inTime} = ${said}, 0, 1) AS ${begins} FROM ended
    ), runs AS (
      SELECT *, SUM(${begins}) OVER (PARTITION BY ${keyColumn} ORDER BY ${start} ROWS UNBOUNDED PRECEDING) AS ${run}
      FROM marked
    )
    SELECT * EXCEPT (${end}), LAST_VALUE(${end}) OVER (
      PARTITION BY ${keyColumn}, ${run} ORDER BY ${start} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS ${end} FROM runs`
}

/** What is staged, and what is stored of its keys, unless a staged version takes its place. */
function gathered({ change, write, key, since }: Versions, repeats: string): string {
  const { columns, stage, target } = change
  const names = columns.map(({ name }) => identifier(name))
  const own = [...names, `${key} AS ${keyColumn}`, `${since} AS ${sinceColumn}`].join(', ')
  const start = startOf(columnOf(columns, write.from))
  const ofRepeat = names.map((name) => (name === identifier(write.from) ? `${start} AS ${name}` : `stored.${name}`))
  const isAffected = (key: string, since: string) =>
    `${key} IN (SELECT ${keyColumn} FROM made)
      AND CONCAT(${key}, ${since}) NOT IN (SELECT CONCAT(${keyColumn}, ${sinceColumn}) FROM made)`
  const end = `stored.${identifier(write.to)}`
  return `made AS (
      SELECT ${own} FROM (SELECT ${tableCells(columns)} FROM ${stage} WHERE ${isStaged(change)})
    ), held AS (
      SELECT ${own} FROM ${qualified(target)}
    ), gathered AS (
      SELECT * FROM made
      UNION ALL SELECT * FROM held WHERE ${isAffected(keyColumn, sinceColumn)}
      UNION ALL SELECT ${ofRepeat.join(', ')}, repeated.key, repeated.since FROM ${repeats} AS repeated
        JOIN held AS stored ON stored.${keyColumn} = repeated.key
          AND stored.${identifier(write.from)} < ${start} AND (${end} IS NULL OR ${start} < ${end})
        WHERE ${isAffected('repeated.key', 'repeated.since')}
    )`
}

/** The beginning that a text tells: see `keyText`. */
function startOf({ kind }: KnownColumn): string {
  const since = 'repeated.since'
  switch (kind) {
    case 'date':
      return `TIMESTAMP_MICROS(CAST(${since} AS INT64))`
    case 'integer':
      return `CAST(${since} AS INT64)`
    case 'bigint':
      return `CAST(${since} AS BIGNUMERIC(38))`
    case 'number':
      // What JSON has no number for is text to it: "Infinity".
      return `CAST(REPLACE(${since}, '"', '') AS FLOAT64)`
    default:
      return `JSON_VALUE(${since})`
  }
}
