import { fail } from '@headwater/core/io'
import type { ObjectStore } from './files/index.ts'
import type { Warehouse } from './sql/index.ts'

/**
 * Objects in a bucket of S3. Not in this release: it is named so that a project with several profiles can be written and
 * type-checked now. Throws DRIVER_UNAVAILABLE when it is called; `profile()` calls only the branch that is chosen.
 */
export function s3(options: { readonly bucket: string; readonly prefix?: string | undefined }): ObjectStore {
  return unavailable(`s3({ bucket: '${options.bucket}' })`, 'files({ root })')
}

/**
 * Tables in PostgreSQL. Not in this release: it is named so that a project with several profiles can be written and
 * type-checked now. Throws DRIVER_UNAVAILABLE when it is called; `profile()` calls only the branch that is chosen.
 */
export function postgres(_options: { readonly url: string }): Warehouse {
  return unavailable('postgres({ url })', 'duckdb({ path })')
}

function unavailable(driver: string, instead: string): never {
  return fail('DRIVER_UNAVAILABLE', {
    message: `\`${driver}\` is not in this release of @headwater/assets`,
    hint: `Use \`${instead}\` here, or choose another profile by HEADWATER_PROFILE.`,
  })
}
