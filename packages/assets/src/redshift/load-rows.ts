import { fail, isHeadwaterError } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import type { PostgresConnection } from '../postgres/postgres-connection.ts'
import { S3Bucket } from '../s3/s3-bucket.ts'
import { type LoadedS3, loadS3 } from '../s3/s3-client.ts'
import type { TableName } from '../sql/warehouse.ts'
import { partitionColumn } from '../tables/column-types.ts'
import { identifiers, qualified } from '../tables/quote.ts'
import type { Batch } from '../tables/table-session.ts'
import { type FoundError, failOnLoad, findLoadError } from './load-errors.ts'
import type { RedshiftAccess } from './redshift-access.ts'
import { redshiftDialect } from './redshift-dialect.ts'
import { type LineShape, rowLines } from './row-lines.ts'
import { type StagedPart, stageParts } from './staged-parts.ts'

/** What rows are loaded into. */
export interface Load {
  readonly connection: PostgresConnection
  readonly target: TableName
  readonly shape: LineShape
  readonly batches: Iterable<Batch>
  /** Runs a query on another connection: that of a load which failed takes none before it is rolled back. */
  readonly ask: (sql: string) => Promise<readonly FoundError[]>
}

/** Loads rows by COPY, from objects in S3 that are there for as long as it takes. */
export class RowLoader {
  readonly #access: RedshiftAccess
  readonly #bucket: S3Bucket

  constructor(access: RedshiftAccess) {
    let loading: Promise<LoadedS3> | undefined
    this.#access = access
    this.#bucket = new S3Bucket(access.bucket, () => (loading ??= loadS3(access.s3)))
  }

  /** Loads rows in the current transaction. Throws VALUE_UNSTORABLE naming row, column and value. */
  async load(load: Load): Promise<void> {
    const folder = `${this.#access.prefix}/${load.target.table}/${randomBytes(6).toString('hex')}`
    try {
      const parts = await stageParts(this.#bucket, folder, rowLines(load.shape, load.batches))
      if (parts.length > 0) await this.#copy(load, folder, parts)
    } finally {
      await this.#remove(`${folder}/`)
    }
  }

  /** Removes the objects for tables whose names begin so, and are not kept. Answers how many there were. */
  async sweep(prefixes: readonly string[], kept: ReadonlySet<unknown>): Promise<number> {
    const { prefix } = this.#access
    const keys: string[] = []
    for (const start of prefixes) keys.push(...(await this.#bucket.list(`${prefix}/${start}`)))
    const dead = keys.filter((key) => !kept.has(key.slice(prefix.length + 1).split('/')[0]))
    if (dead.length > 0) await this.#bucket.delete(dead)
    return dead.length
  }

  async #copy(load: Load, folder: string, parts: readonly StagedPart[]): Promise<void> {
    const names = columnNames(load.shape)
    const paths = await this.#put(`${folder}/paths.json`, { jsonpaths: names.map((_, index) => `$[${index}]`) })
    const entries = parts.map(({ key, bytes }) => ({
      url: this.#urlOf(key),
      mandatory: true,
      meta: { content_length: bytes },
    }))
    const manifest = await this.#put(`${folder}/manifest.json`, { entries })
    try {
      await load.connection.send(
        `copy ${qualified(load.target)} (${identifiers(names)}) from ${manifest} iam_role ${this.#role()}
         manifest format as json ${paths} gzip timeformat 'auto' compupdate off statupdate off${this.#region()}`,
      )
    } catch (error) {
      if (!isHeadwaterError(error) || error.code !== 'REDSHIFT_QUERY_FAILED') throw error
      const found = await findLoadError(load.ask, this.#urlOf(folder))
      if (found) failOnLoad(found, { ...load, folder: this.#urlOf(folder), parts })
      fail('REDSHIFT_LOAD_FAILED', {
        message: `${error.message} (while rows were loaded from \`${this.#urlOf(folder)}\` as \`${this.#access.iamRoleArn}\`)`,
        hint: 'Look whether that role is attached to the cluster and may read the bucket, and whether both are in one region.',
        cause: error.cause,
      })
    }
  }

  /** Answers with its address as it stands in a statement. */
  async #put(key: string, content: unknown): Promise<string> {
    await this.#bucket.create(key, Buffer.from(JSON.stringify(content)), { writer: key })
    return redshiftDialect.literal(this.#urlOf(key))
  }

  async #remove(prefix: string): Promise<void> {
    try {
      const keys = await this.#bucket.list(prefix)
      if (keys.length > 0) await this.#bucket.delete(keys)
    } catch {
      // What cannot be removed now, the sweep of the attempt removes: what became of the rows is what counts.
    }
  }

  #urlOf(key: string): string {
    return `s3://${this.#access.bucket}/${key}`
  }

  #role(): string {
    const { iamRoleArn } = this.#access
    return iamRoleArn === 'default' ? iamRoleArn : redshiftDialect.literal(iamRoleArn)
  }

  #region(): string {
    const { region } = this.#access.s3
    return region === undefined ? '' : ` region ${redshiftDialect.literal(region)}`
  }
}

function columnNames({ columns, partitioned, numbered }: LineShape): readonly string[] {
  const names = columns.map(({ name }) => name)
  return [...names, ...(partitioned ? [partitionColumn] : []), ...(numbered ? [redshiftDialect.writtenOrder] : [])]
}
