import { Storage } from '@google-cloud/storage'
import { type GcsServer, startGcs } from '@headwater/testkit'
import { onTestFinished } from 'vitest'
import type { GcsOptions } from '../../src/gcs/index.ts'

export const bucket = 'lake'

/** The bucket, looked at from beside. */
export const clientOf = ({ url }: GcsServer): Storage => new Storage({ projectId: 'test', apiEndpoint: url })

export const optionsFor = ({ url }: GcsServer): GcsOptions => ({ bucket, projectId: 'test', apiEndpoint: url })

/** A server with one bucket. */
export async function started(): Promise<GcsServer> {
  const server = await startGcs()
  await clientOf(server).createBucket(bucket)
  return server
}

/** The same that lives as long as the test. */
export async function gcsOfTest(): Promise<GcsServer> {
  const server = await started()
  onTestFinished(() => server.close())
  return server
}
