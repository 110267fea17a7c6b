import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { testDatabase } from '../../src/postgres/index.ts'
import { type RedshiftServer, type RedshiftServerOptions, startRedshift } from '../../src/redshift/index.ts'
import { type S3Server, startS3 } from '../../src/s3/index.ts'

export const role = "iam_role 'arn:aws:iam::123456789012:role/loader'"

export interface RedshiftOfTest {
  readonly redshift: RedshiftServer
  readonly s3: S3Server
  readonly client: pg.Client
  /** The rows of a query, each as an array. */
  readonly rows: (sql: string, values?: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>
  readonly put: (key: string, body: string | Buffer) => Promise<void>
  /** Another connection. */
  readonly connect: () => Promise<pg.Client>
}

/** An emulator of Redshift over a database and an S3 of its own, with a connection, for as long as the test. */
export async function redshiftOfTest(options: Partial<RedshiftServerOptions> = {}): Promise<RedshiftOfTest> {
  const database = await testDatabase()
  const s3 = await startS3({ buckets: ['lake'] })
  const redshift = await startRedshift({ postgres: database, s3, ...options })
  const { url: endpoint, region, accessKeyId, secretAccessKey } = s3
  const sdk = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true })
  const clients: pg.Client[] = []
  onTestFinished(async () => {
    await Promise.all(clients.map((client) => client.end()))
    await redshift.close()
    await s3.close()
    sdk.destroy()
    await database.drop()
  })
  const connect = async () => {
    const client = new pg.Client({ connectionString: redshift.url })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }
  const client = await connect()
  return {
    redshift,
    s3,
    client,
    connect,
    rows: async (text, values = []) => (await client.query({ text, values: [...values], rowMode: 'array' })).rows,
    put: async (Key, Body) => void (await sdk.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }))),
  }
}
