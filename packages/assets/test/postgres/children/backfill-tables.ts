// Backfills the projects of some folders into PostgreSQL, side by side, until it is killed: see `backfillForever`. The address
// of each one's database stands in its folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { postgres } from '../../../src/postgres/index.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) => {
    const url = readFileSync(join(folder, 'url'), 'utf8')
    return backfillForever((version) => backfillProject(folder, version, postgres({ url }).table()), {
      index,
      version: Number(versions.split(',')[index]),
      resumes: how === 'resume',
    })
  }),
)
