// Backfills the projects of some folders into objects, side by side, until it is killed: see `backfillForever`. How the
// bucket is reached stands in the environment.
import { basename } from 'node:path'
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { s3 } from '../../../src/s3/index.ts'

const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever(
      (version) => backfillProject(folder, version, s3({ bucket: 'lake', prefix: basename(folder) }).json()),
      {
        index,
        version: Number(versions.split(',')[index]),
        resumes: how === 'resume',
      },
    ),
  ),
)
