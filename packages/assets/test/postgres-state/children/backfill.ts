// Backfills the projects of some folders, side by side, until it is killed: see `backfillForever`.
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { backfillProject } from '../backfill-project.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever((version) => backfillProject(folder, version), {
      index,
      version: Number(versions.split(',')[index]),
      resumes: how === 'resume',
    }),
  ),
)
