// Backfills the projects of some folders into Redshift, side by side, until it is killed: see `backfillForever`. The options
// of each one's warehouse stand in its folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { redshift, type RedshiftOptions } from '../../../src/redshift/index.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) => {
    const options = JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8')) as RedshiftOptions
    return backfillForever((version) => backfillProject(folder, version, redshift(options).table()), {
      index,
      version: Number(versions.split(',')[index]),
      resumes: how === 'resume',
    })
  }),
)
