// Backfills the projects of some folders, side by side, until it is killed: see `backfillForever`.
import { join } from 'node:path'
import { localValues } from '@headwater/core/io'
import { backfillProject } from '../backfill-project.ts'
import { backfillForever } from '../kill-backfills.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever((version) => backfillProject(folder, version, localValues({ root: join(folder, 'values') })), {
      index,
      version: Number(versions.split(',')[index]),
      resumes: how === 'resume',
    }),
  ),
)
