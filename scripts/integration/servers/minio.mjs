import { goVersionOf, programAt } from '../installed.mjs'
import { freePort } from '../place.mjs'
import { keys, s3Environment, s3Tests } from '../s3-environment.mjs'

/** The S3 that many companies run themselves, here over one folder. */
export const minio = {
  name: 'MinIO',
  standsFor: 'S3',
  version: () => goVersionOf('minio'),
  tests: s3Tests,
  lacks: {
    'forgets an upload that is aborted, and shows the others': 'it finds uploads by the whole name of the object alone',
  },
  start: async (place) => {
    const port = await freePort()
    const user = { MINIO_ROOT_USER: keys.accessKeyId, MINIO_ROOT_PASSWORD: keys.secretAccessKey }
    await place.start(programAt('minio'), ['server', '--address', `127.0.0.1:${port}`, place.makeFolder('data')], {
      port,
      env: { ...process.env, ...user, MINIO_BROWSER: 'off', HOME: place.folder },
    })
    return s3Environment(port)
  },
}
