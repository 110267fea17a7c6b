import { expect, it, onTestFinished, vi } from 'vitest'
import { gcs } from '../../src/gcs/index.ts'
import { objectSuites } from '../objects/object-suites.ts'
import { bucket, gcsOfTest, optionsFor, started } from './gcs-of-test.ts'

objectSuites('gcs()', async () => {
  const server = await started()
  return { open: () => gcs({ ...optionsFor(server), prefix: 'some/prefix' }), close: server.close }
})

it('finds an emulator by STORAGE_EMULATOR_HOST', async () => {
  const server = await gcsOfTest()
  vi.stubEnv('STORAGE_EMULATOR_HOST', server.url)
  onTestFinished(() => void vi.unstubAllEnvs())
  const io = gcs({ bucket, projectId: 'test' }).bytes()
  await io.write(Buffer.from('content'), { asset: 'a', partition: null })
  expect(await io.read({ asset: 'a', partition: null })).toEqual(Buffer.from('content'))
})
