import type * as clientS3 from '@aws-sdk/client-s3'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type CopyStatement, type S3Place, s3Place } from './parse-copy.ts'
import { RedshiftError } from './redshift-error.ts'

/** Where COPY finds objects: a service with S3's interface. */
export interface RedshiftS3 {
  readonly url: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** An object that is loaded. */
export interface CopyObject {
  /** `s3://bucket/key` */
  readonly url: string
  /** Decompressed. */
  readonly content: Buffer
}

/** The S3 that a Redshift reads, through the official SDK, which is loaded when it is first needed. */
export class CopySource {
  readonly #access: RedshiftS3 | undefined
  #opening: Promise<Opened> | undefined

  constructor(access: RedshiftS3 | undefined) {
    this.#access = access
  }

  /** All objects that a COPY loads, in the order of their keys, or of the manifest. */
  async objects(copy: CopyStatement): Promise<readonly CopyObject[]> {
    const places = copy.isManifest ? await this.#manifest(copy.from) : await this.#below(copy.from)
    const objects: CopyObject[] = []
    for (const place of places) {
      const bytes = await this.content(place)
      objects.push({ url: urlOf(place), content: decompressed(bytes, copy.compression) })
    }
    return objects
  }

  async content(place: S3Place): Promise<Buffer> {
    const found = await this.#find(place)
    return found ?? failOnMissing(place)
  }

  close(): void {
    void this.#opening?.then(({ client }) => client.destroy())
  }

  async #below({ bucket, key }: S3Place): Promise<readonly S3Place[]> {
    const { client, sdk } = await this.#open()
    const places: S3Place[] = []
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
      const input = { Bucket: bucket, Prefix: key, ContinuationToken: token }
      const page = await client.send(new sdk.ListObjectsV2Command(input)).catch(failInS3)
      places.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : { bucket, key: Key })))
      token = page.NextContinuationToken
    }
    if (places.length === 0) failOnMissing({ bucket, key })
    return places
  }

  /** https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html */
  async #manifest(place: S3Place): Promise<readonly S3Place[]> {
    const { entries } = JSON.parse((await this.content(place)).toString('utf8')) as Manifest
    const found: S3Place[] = []
    for (const { url, mandatory } of entries) {
      const entry = s3Place(url)
      if (!entry) throw new RedshiftError(`Problem reading manifest file - invalid url ${url}`)
      if (mandatory || (await this.#find(entry))) found.push(entry)
    }
    return found
  }

  async #find({ bucket, key }: S3Place): Promise<Buffer | undefined> {
    const { client, sdk } = await this.#open()
    const get = new sdk.GetObjectCommand({ Bucket: bucket, Key: key })
    try {
      const { Body } = await client.send(get)
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined
      return failInS3(error)
    }
  }

  #open(): Promise<Opened> {
    this.#opening ??= open(this.#access)
    return this.#opening
  }
}

interface Opened {
  readonly client: clientS3.S3Client
  readonly sdk: typeof clientS3
}

interface Manifest {
  readonly entries: readonly { readonly url: string; readonly mandatory?: boolean }[]
}

async function open(access: RedshiftS3 | undefined): Promise<Opened> {
  if (!access)
    throw new RedshiftError('the emulator of Redshift was started without `s3`, so that there is nothing to copy from')
  const sdk = await import('@aws-sdk/client-s3')
  const { url: endpoint, region, accessKeyId, secretAccessKey } = access
  const credentials = { accessKeyId, secretAccessKey }
  return { sdk, client: new sdk.S3Client({ endpoint, region, credentials, forcePathStyle: true }) }
}

function decompressed(bytes: Buffer, compression: CopyStatement['compression']): Buffer {
  if (compression === undefined) return bytes
  try {
    return compression === 'gzip' ? gunzipSync(bytes) : zstdDecompressSync(bytes)
  } catch (error) {
    throw new RedshiftError(`${compression} returned error: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function urlOf({ bucket, key }: S3Place): string {
  return `s3://${bucket}/${key}`
}

function failOnMissing({ key }: S3Place): never {
  throw new RedshiftError(`The specified S3 prefix '${key}' does not exist`)
}

function failInS3(error: unknown): never {
  if (!(error instanceof Error)) throw error
  const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined
  throw new RedshiftError(
    `S3ServiceException:${error.message},Status ${status ?? 0},Error ${error.name},Rid emulated,ExtRid emulated,CanRetry 1`,
  )
}
