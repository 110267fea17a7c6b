import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type S3Server, startS3 } from '@headwater/testkit'
import { onTestFinished } from 'vitest'
import type { S3Options } from '../../src/s3/index.ts'

export const bucket = 'lake'

/** Options that reach the bucket of a server. */
export function optionsFor({ url, region, accessKeyId, secretAccessKey }: S3Server): S3Options {
  return { bucket, region, endpoint: url, credentials: { accessKeyId, secretAccessKey } }
}

/** A server with one bucket that lives as long as the test. */
export async function s3OfTest(): Promise<S3Server> {
  const server = await startS3({ buckets: [bucket] })
  onTestFinished(() => server.close())
  return server
}

/** The bucket, looked at from beside. */
export class BesideS3 {
  readonly client: S3Client

  constructor({ url, region, accessKeyId, secretAccessKey }: S3Server) {
    const credentials = { accessKeyId, secretAccessKey }
    this.client = new S3Client({ endpoint: url, region, credentials, forcePathStyle: true })
  }

  async put(Key: string, Body: string | Buffer): Promise<void> {
    await this.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  }

  async remove(Key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  }

  async get(Key: string): Promise<Buffer> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }

  async keys(Prefix = ''): Promise<readonly string[]> {
    const keys: string[] = []
    let token: string | undefined
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken: token }),
      )
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
      token = page.NextContinuationToken
    } while (token !== undefined)
    return keys
  }
}
