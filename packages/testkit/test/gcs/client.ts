import { Storage } from '@google-cloud/storage'
import { randomUUID } from 'node:crypto'
import { beforeEach } from 'vitest'

/** The official client, and a bucket that each test has for itself. */
export class GcsBench {
  readonly storage: Storage
  bucket: ReturnType<Storage['bucket']>

  /** Nothing is tried again, so that every answer is seen. */
  constructor(url: string) {
    this.storage = new Storage({ projectId: 'p', apiEndpoint: url, retryOptions: { autoRetry: false } })
    this.bucket = this.storage.bucket(`bucket-${randomUUID()}`)
    beforeEach(async () => {
      ;[this.bucket] = await this.storage.createBucket(`bucket-${randomUUID()}`)
    })
  }

  async text(name: string): Promise<string> {
    return (await this.bucket.file(name).download())[0].toString()
  }
}

/** 200 for what succeeds; what else the service said, or the network. */
export function statusOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => 200).catch((error: { readonly code: unknown }) => error.code)
}
