import { programAt, pythonVersionOf } from '../installed.mjs'
import { freePort } from '../place.mjs'
import { s3Environment, s3Tests } from '../s3-environment.mjs'

const unsigned = 'it does not look at signatures'

/** AWS in Python, for tests of Python's own: its S3 is kept in memory. */
export const moto = {
  name: 'moto',
  standsFor: 'S3',
  version: () => pythonVersionOf('moto_server', 'moto'),
  tests: s3Tests,
  lacks: {
    'refuses content that does not have the checksum which came with it': 'it does not look at checksums',
    'forgets an upload that is aborted, and shows the others':
      'a part for an upload that is over makes it fail with 500',
    'refuses a wrong secret': unsigned,
    'refuses an unknown key': unsigned,
    'refuses a client whose clock is wrong': unsigned,
    'refuses a presigned address that somebody changed': unsigned,
  },
  start: async (place) => {
    const port = await freePort()
    await place.start(programAt('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { port })
    return s3Environment(port)
  },
}
