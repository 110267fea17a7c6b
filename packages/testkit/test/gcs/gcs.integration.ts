import { GcsBench } from './client.ts'
import { gcsChecks } from './gcs-checks.ts'

gcsChecks(new GcsBench(process.env['HEADWATER_GCS_URL'] ?? ''))
