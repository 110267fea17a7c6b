import { describe, expect, it } from 'vitest'
import { recordsCall, withRecords } from '../../src/redshift/record-tables.ts'
import { redshiftDialect } from '../../src/redshift/redshift-dialect.ts'

const { literal } = redshiftDialect
const wanted = recordsCall('$2', 'wanted', { partition: 'text', n: 'bigint' })

describe('records that a statement reads', () => {
  it('stand in it where there are few, and the other parameters move up', () => {
    const records = JSON.stringify([
      { partition: String.raw`it's a \ `, n: 1 },
      { partition: null, n: null },
    ])
    expect(withRecords(`select $1, '$3', "$3", $3 from ${wanted}`, ['one', records, 'three'], literal)).toEqual({
      sql:
        String.raw`select $1, '$3', "$3", $2 from (select cast('it''s a \\ ' as varchar) as "partition", cast(cast(1 as bigint) as bigint) as "n"` +
        ' union all select cast(null as varchar) as "partition", cast(null as bigint) as "n") as wanted',
      parameters: ['one', 'three'],
      tables: [],
    })
  })

  it('are none where there are none', () => {
    const { sql } = withRecords(`select 1 from ${wanted}`, ['', '[]'], literal)
    expect(sql).toBe(
      'select 1 from (select cast(null as varchar) as "partition", cast(null as bigint) as "n" where 1 = 0) as wanted',
    )
  })

  it('lie in a temporary table where there are many', () => {
    const records = JSON.stringify(Array.from({ length: 6000 }, (_, n) => ({ partition: `p${n}`, n })))
    const { sql, tables } = withRecords(`select 1 from ${wanted}`, ['', records], literal)
    expect(sql).toMatch(/^select 1 from "headwater_records_\d+" as wanted$/)
    expect(tables.map(({ make }) => make.map((statement) => statement.slice(0, 11)))).toEqual([
      ['create temp', 'insert into', 'insert into'],
    ])
  })
})
