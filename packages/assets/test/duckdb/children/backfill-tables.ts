// Backfills the projects of some folders into DuckDB tables, side by side, until it is killed: see `backfillForever`.
import { join } from 'node:path'
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { duckdb } from '../../../src/duckdb/index.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever(
      (version) => backfillProject(folder, version, duckdb({ path: join(folder, 'tables.duckdb') }).table()),
      {
        index,
        version: Number(versions.split(',')[index]),
        resumes: how === 'resume',
      },
    ),
  ),
)
