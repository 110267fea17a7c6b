import { goVersionOf, programAt } from '../installed.mjs'
import { freePort } from '../place.mjs'
import { keys, s3Environment, s3Tests } from '../s3-environment.mjs'

/** S3 over a folder: objects are files, and what else belongs to them is in extended attributes. */
export const versitygw = {
  name: 'versitygw',
  standsFor: 'S3',
  version: () => goVersionOf('versitygw'),
  tests: s3Tests,
  lacks: { 'refuses an unknown key': 'it does, but with 404 and XAdminUserNotFound' },
  start: async (place) => {
    const port = await freePort()
    const [buckets, versions] = [place.makeFolder('buckets'), place.makeFolder('versions')]
    const args = ['--port', `127.0.0.1:${port}`, '--access', keys.accessKeyId, '--secret', keys.secretAccessKey]
    await place.start(programAt('versitygw'), [...args, 'posix', '--versioning-dir', versions, buckets], { port })
    return s3Environment(port)
  },
}
