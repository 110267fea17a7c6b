import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dialect, openColumnLineage } from '../src/index.ts'
import { fastest } from './fastest.ts'
import { duckdbStatements, schema, seeds } from './statements.ts'

const statements = Number(process.env['HEADWATER_FUZZ'] ?? 400)
const dialects = Object.keys(seeds) as readonly Dialect[]
const lineage = await openColumnLineage(dialects)
const all = dialects.flatMap((dialect) => seeds[dialect].map((sql) => ({ dialect, sql })))

const pieces =
  `( ) , . ; * ' " \` $$ -- /* */ |> -> :: [ ] { } = AND OR NOT SELECT FROM WHERE JOIN USING (id) UNION ALL WITH x AS GROUP BY ORDER
  OVER PARTITION INSERT INTO UPDATE SET DELETE MERGE VALUES PIVOT UNPIVOT ON IN CASE WHEN THEN END ? $1 @p :p ä 😀 \u0000 id orders.* COLUMNS(*)
  LATERAL EXCEPT (id) EXCLUDE REPLACE RENAME BY NAME ASOF POSITIONAL SAMPLE 10% MATERIALIZED INTERVAL DAY NULL 1e9 0x1F
  STORED COPY WHILE IF ELSEIF LOOP USE SCHEMA CREATE TABLE constructor __proto__ COLUMNS('a(') '\\1' lambda := explode( unnest( inline(`.split(
    /\s+/,
  )

const mutation = fc.record({
  seed: fc.constantFrom(...all),
  edits: fc.array(
    fc.record({
      what: fc.constantFrom('insert', 'drop', 'repeat', 'swap', 'cut'),
      at: fc.nat(200),
      other: fc.nat(200),
      piece: fc.constantFrom(...pieces),
    }),
    { minLength: 1, maxLength: 5 },
  ),
})

describe('mutated SQL', () => {
  it('never throws, takes a second, or breaks a later parse', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(mutation, ({ seed: { dialect, sql }, edits }) => {
        const mutated = edits.reduce(edited, sql)
        expect(
          fastest(() => lineage.columnLineage(mutated, { dialect, schema })),
          mutated,
        ).toBeLessThan(1000)
        const next = lineage.columnLineage('SELECT id FROM orders', { dialect, schema })
        expect(next.problems).toEqual([])
      }),
      { numRuns: statements },
    )
  })

  it('is plain data with positions inside of the text', () => {
    fc.assert(
      fc.property(mutation, ({ seed: { dialect, sql }, edits }) => {
        const mutated = edits.reduce(edited, sql)
        const found = lineage.columnLineage(mutated, { dialect, schema })
        expect(JSON.parse(JSON.stringify(found))).toEqual({ ...found, parser: found.parser })
        for (const { position } of found.problems) {
          expect(position.offset).toBeLessThanOrEqual(mutated.length)
          expect(mutated.split('\n').length).toBeGreaterThanOrEqual(position.line)
        }
      }),
      { numRuns: Math.ceil(statements / 4) },
    )
  })
})

it('two parsers make the same of the same statement', () => {
  const outcome = (sql: string, dialect: Dialect) => {
    const { outputs, problems } = lineage.columnLineage(sql, { dialect, schema })
    return problems.length > 0
      ? undefined
      : outputs.map(({ target, columns, dataset }) => ({
          target,
          columns: columns.map(({ direct, indirect }) => ({ direct: sorted(direct), indirect: sorted(indirect) })),
          dataset: sorted(dataset),
        }))
  }
  const both = [...duckdbStatements, ...seeds.postgres, ...seeds.redshift].flatMap((sql) => {
    const [postgres, redshift] = [outcome(sql, 'postgres'), outcome(sql, 'redshift')]
    return postgres && redshift ? [{ sql, postgres, redshift }] : []
  })
  expect(both.length).toBeGreaterThan(20)
  for (const { sql, postgres, redshift } of both) expect(redshift, sql).toEqual(postgres)
})

function sorted(
  inputs: readonly { readonly table: string; readonly column: string; readonly transformation: string }[],
) {
  return inputs.map(({ table, column, transformation }) => `${table}.${column} ${transformation}`).toSorted()
}

function edited(
  sql: string,
  { what, at, other, piece }: { what: string; at: number; other: number; piece: string },
): string {
  const words = sql.split(/(\s+|[(),.;])/)
  const index = at % words.length
  const second = other % words.length
  switch (what) {
    case 'insert':
      return words.toSpliced(index, 0, ` ${piece} `).join('')
    case 'drop':
      return words.toSpliced(index, 1).join('')
    case 'repeat':
      return words.toSpliced(index, 0, ...words.slice(index, second)).join('')
    case 'swap':
      return words
        .with(index, words[second] ?? '')
        .with(second, words[index] ?? '')
        .join('')
    default:
      return words.slice(0, index).join('')
  }
}
