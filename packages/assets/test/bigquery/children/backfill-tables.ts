// Backfills the projects of some folders into datasets of an emulator, side by side, until it is killed: see
// `backfillForever`. Where the emulator is stands in the environment.
import { backfillProject } from '../../../../core/test/run/backfill-project.ts'
import { backfillForever } from '../../../../core/test/run/kill-backfills.ts'
import { bigquery } from '../../../src/bigquery/index.ts'
import { datasetOf } from '../dataset-of.ts'

const [, , folders = '', versions = '', how] = process.argv
const access = { projectId: process.env['BIGQUERY_PROJECT'], apiEndpoint: process.env['BIGQUERY_URL'] }
await Promise.all(
  folders.split(',').map((folder, index) =>
    backfillForever(
      (version) => backfillProject(folder, version, bigquery({ dataset: datasetOf(folder), ...access }).table()),
      {
        index,
        version: Number(versions.split(',')[index]),
        resumes: how === 'resume',
      },
    ),
  ),
)
