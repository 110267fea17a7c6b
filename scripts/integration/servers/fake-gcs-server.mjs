import { goVersionOf, programAt } from '../installed.mjs'
import { freePort } from '../place.mjs'

/** Google Cloud Storage in Go, for tests: it keeps objects in memory. */
export const fakeGcsServer = {
  name: 'fake-gcs-server',
  standsFor: 'GCS',
  version: () => goVersionOf('fake-gcs-server'),
  tests: ['packages/testkit/test/gcs/', 'packages/assets/test/gcs/'],
  lacks: {
    'are not removed while something is in them': 'it says 412 where GCS says 409',
    'keep their content type (resumable: true)': 'it ignores the header X-Upload-Content-Type',
    'let a writer delete only what it has seen': 'it ignores preconditions of deleting',
    'are folded at a delimiter, where a page counts what is folded': 'it counts objects alone',
    'count how often they were described': 'it always says 1',
  },
  start: async (place) => {
    const port = await freePort()
    const address = `127.0.0.1:${port}`
    const where = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-public-host', address]
    const args = [...where, '-external-url', `http://${address}`, '-backend', 'memory']
    await place.start(programAt('fake-gcs-server'), args, { port })
    return { HEADWATER_GCS_URL: `http://${address}` }
  },
}
