import { randomBytes } from 'node:crypto'
import type * as clientS3 from '@aws-sdk/client-s3'

/** What the suite needs of a test runner; vitest and jest have it as it stands. */
export interface SuiteFunctions {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
  readonly expect: (actual: unknown) => { toEqual(expected: unknown): void }
}

/** A server that speaks S3, and keys with which buckets may be made there. */
export interface S3UnderTest {
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly close: () => Promise<void>
}

/** Registers one check under its sentence. */
export type Check = (sentence: string, body: (bench: S3Bench) => Promise<void>) => unknown

type Sdk = typeof clientS3
type PutInput = clientS3.PutObjectCommandInput

/** A client with a bucket of its own, and the words that the checks are written in. */
export class S3Bench {
  readonly sdk: Sdk
  readonly client: clientS3.S3Client
  readonly bucket = `suite-${randomBytes(6).toString('hex')}`
  readonly expect: SuiteFunctions['expect']
  private readonly server: S3UnderTest

  constructor(sdk: Sdk, server: S3UnderTest, expect: SuiteFunctions['expect']) {
    this.sdk = sdk
    this.server = server
    this.expect = expect
    this.client = this.clientWith({})
  }

  static async open(server: S3UnderTest, expect: SuiteFunctions['expect']): Promise<S3Bench> {
    const bench = new S3Bench(await import('@aws-sdk/client-s3'), server, expect)
    await bench.client.send(new bench.sdk.CreateBucketCommand({ Bucket: bench.bucket }))
    return bench
  }

  /** Nothing is tried again, so that every answer is seen. */
  clientWith(config: clientS3.S3ClientConfig): clientS3.S3Client {
    const { url: endpoint, region, accessKeyId, secretAccessKey } = this.server
    const credentials = { accessKeyId, secretAccessKey }
    return new this.sdk.S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, ...config })
  }

  get url(): URL {
    return new URL(this.server.url)
  }

  get accessKeyId(): string {
    return this.server.accessKeyId
  }

  put(Key: string, Body: NonNullable<PutInput['Body']>, more: Partial<Omit<PutInput, 'Body'>> = {}) {
    return this.client.send(new this.sdk.PutObjectCommand({ Bucket: this.bucket, Key, Body, ...more }))
  }

  get(Key: string, more: Partial<clientS3.GetObjectCommandInput> = {}) {
    return this.client.send(new this.sdk.GetObjectCommand({ Bucket: this.bucket, Key, ...more }))
  }

  head(Key: string) {
    return this.client.send(new this.sdk.HeadObjectCommand({ Bucket: this.bucket, Key }))
  }

  list(more: Partial<clientS3.ListObjectsV2CommandInput>) {
    return this.client.send(new this.sdk.ListObjectsV2Command({ Bucket: this.bucket, ...more }))
  }

  async keys(more: Partial<clientS3.ListObjectsV2CommandInput>): Promise<readonly (string | undefined)[]> {
    const { Contents = [] } = await this.list(more)
    return Contents.map(({ Key }) => Key)
  }

  async bytes(Key: string, more: Partial<clientS3.GetObjectCommandInput> = {}): Promise<Buffer> {
    const { Body } = await this.get(Key, more)
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }

  async text(Key: string, more: Partial<clientS3.GetObjectCommandInput> = {}): Promise<string> {
    return (await this.bytes(Key, more)).toString()
  }

  /** How a call ends: `done`, or the name and status of what it throws. */
  async endOf(call: Promise<unknown>): Promise<string> {
    try {
      await call
      return 'done'
    } catch (error) {
      if (!(error instanceof this.sdk.S3ServiceException)) throw error
      return `${error.name} ${error.$metadata.httpStatusCode}`
    }
  }
}
