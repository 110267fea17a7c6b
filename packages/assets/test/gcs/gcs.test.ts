import { gcs } from '../../src/gcs/index.ts'
import { objectSuites } from '../objects/object-suites.ts'
import { optionsFor, started } from './gcs-of-test.ts'

objectSuites('gcs()', async () => {
  const server = await started()
  return { open: () => gcs({ ...optionsFor(server), prefix: 'some/prefix' }), close: server.close }
})
