// Backfills the projects of some folders into objects, side by side, until it is killed: see `backfillForever`. Where the
// server is stands in the environment.
import { basename } from 'node:path'
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { gcs } from '../../../src/gcs/index.ts'

const apiEndpoint = process.env['GCS_OF_TEST']
const [, , folders = '', versions = '', how] = process.argv
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever(
      (version) =>
        backfillProject(
          folder,
          version,
          gcs({ bucket: 'lake', prefix: basename(folder), projectId: 'test', apiEndpoint }).json(),
        ),
      {
        index,
        version: Number(versions.split(',')[index]),
        resumes: how === 'resume',
      },
    ),
  ),
)
