import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RedshiftError } from './redshift-error.ts'

/** The rows of a Parquet file as text, read by DuckDB, which is loaded when it is first needed. What is nested is JSON. */
export async function parquetRows(content: Buffer, width: number): Promise<readonly (readonly (string | null)[])[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const path = join(tmpdir(), `headwater-redshift-${randomUUID()}.parquet`)
  await writeFile(path, content)
  try {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    try {
      await connection.run("set timezone = 'UTC'")
      const from = `from read_parquet('${path}')`
      const described = await connection.runAndReadAll(`describe select * ${from}`)
      const columns = described.getRowsJS().map(([name, type]) => textOf(String(name), String(type)))
      // Parquet is loaded by place, not by name.
      if (columns.length !== width) {
        throw new RedshiftError(
          `Unmatched number of columns between table and file. Table columns: ${width}, Data columns: ${columns.length}`,
        )
      }
      const read = await connection.runAndReadAll(`select ${columns.join(', ')} ${from}`)
      return read.getRowsJS().map((row) => row.map((cell) => (cell === null ? null : String(cell))))
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } finally {
    await rm(path, { force: true })
  }
}

function textOf(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`
  return /\[\]$|^(STRUCT|MAP)/.test(type) ? `to_json(${column})::varchar` : `${column}::varchar`
}
