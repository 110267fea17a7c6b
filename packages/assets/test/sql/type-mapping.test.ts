import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { type ColumnKind, columnsOf } from '../../src/sql/columns.ts'
import { columnTypes } from '../../src/sql/type-mapping.ts'

/** How the guide writes each kind of column in zod. */
const written: { readonly [K in ColumnKind]: readonly [string, z.ZodType] } = {
  string: ['`z.string()`, `z.enum()`, `z.iso.date()`', z.string()],
  number: ['`z.number()`', z.number()],
  integer: ['`z.int()`', z.int()],
  bigint: ['`z.bigint()`', z.bigint()],
  boolean: ['`z.boolean()`', z.boolean()],
  date: ['`z.date()`', z.date()],
  json: ['anything nested or mixed', z.array(z.int())],
}

it('the guide prints the type that every database has for every kind of column', async () => {
  const guide = await readFile(fileURLToPath(new URL('../../../../docs/guide/io.md', import.meta.url)), 'utf8')
  const [, section = ''] = guide.split("## How zod's types become columns")
  const printed = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const titles: { readonly [dialect in keyof typeof columnTypes]: string } = {
    duckdb: 'DuckDB',
    postgres: 'PostgreSQL',
    redshift: 'Redshift',
    bigquery: 'BigQuery',
  }
  const head = printed[0] ?? []
  for (const [kind, [zod, type]] of Object.entries(written) as [ColumnKind, readonly [string, z.ZodType]][]) {
    const row = printed.find((cells) => cells[1] === zod)
    for (const [dialect, title] of Object.entries(titles) as [keyof typeof columnTypes, string][])
      expect([zod, title, row?.[head.indexOf(title)]]).toEqual([zod, title, `\`${columnTypes[dialect][kind]}\``])
    expect(columnsOf(rowSchemaOf(z.array(z.object({ x: type }))))?.map((column) => column.kind)).toEqual([kind])
  }
})
