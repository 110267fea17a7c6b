import { sqlAsset, sqlFile } from '@headwater/assets'
import fc from 'fast-check'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sql, type SqlStatement } from '../../src/sql/index.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { engines } from '../tables/engines.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** What breaks out of quotes, comments and placeholders, where it can; and whatever else comes to mind. */
const texts = [
  "'; drop table x; --",
  "\\'; drop table x; --",
  '"; drop table x; --',
  '`; drop table x; --',
  '$1',
  '$partition',
  '$$; drop table x; $$',
  '*/ ; drop table x; /*',
  "' || (select 1) || '",
  "E'\\x27'",
  '\\',
  '\n--\n;',
  '{{ ref("x") }}',
  ':partition',
  '🐘; é',
  ...fc.sample(fc.string({ unit: 'grapheme' }), { numRuns: 40, seed: 7 }).filter((text) => !text.includes('\0')),
  ...fc
    .sample(fc.array(fc.constantFrom("'", '"', '\\', '$', '$a$', '1', ';', '--', '/*', '*/', '\n', ' ')), {
      numRuns: 40,
      seed: 7,
    })
    .map((parts) => parts.join('')),
]
const Row = z.object({ n: z.int(), text: z.string() })
const expected = texts.map((text, n) => ({ n, text }))

function listed(list: readonly string[]): SqlStatement {
  const rows = list.map((text, n) => sql`select ${n}::bigint as n, ${text}::text as text`)
  return rows.reduce((all, row) => sql`${all} union all ${row}`)
}

describe.each(engines)('no text becomes SQL in $name', (engine) => {
  test('that is bound in a query, in a temporary table or in a view', async () => {
    const { warehouse } = await engine.open()
    const spec = { warehouse, deps: {}, row: Row } as const
    const query = sqlAsset('query', { ...spec, write: { mode: 'replace' } }, () => listed(texts))
    const view = sqlAsset('view', { ...spec, write: { mode: 'view' } }, () => listed(texts))
    const temporary = sqlAsset(
      'temporary',
      { ...spec, write: { mode: 'replace' } },
      () => sql`create temp table x as ${listed(texts)}; select * from x where text <> ${"'; --"}`,
    )
    const project = projectOf([query, view, temporary])
    await makeAll(project)
    for (const made of [query, view, temporary]) expect(await project.load(made)).toEqual(expected)
  })

  test('that is a parameter of a file', async () => {
    const { warehouse } = await engine.open()
    const path = join(await temporaryFolder(), 'all.sql')
    const rows = texts.map((_, n) => `select ${n} as n, $text${n}::text as text`)
    await writeFile(path, rows.join('\nunion all '))
    const parameters = Object.fromEntries(texts.map((text, n) => [`text${n}`, text]))
    const made = sqlAsset(
      'made',
      { warehouse, deps: {}, row: Row, write: { mode: 'replace' } },
      sqlFile(pathToFileURL(path), parameters),
    )
    const project = projectOf([made])
    await makeAll(project)
    expect(await project.load(made)).toEqual(expected)
  })
})
