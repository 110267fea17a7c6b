import { type RedshiftServer, type S3Server, startRedshift, startS3, testDatabase } from '@headwater/testkit'
import { afterEach } from 'vitest'
import { RedshiftDatabase, type RedshiftOptions } from '../../src/redshift/index.ts'

export const role = 'arn:aws:iam::123456789012:role/loader'

export interface ScratchRedshift {
  readonly options: RedshiftOptions
  readonly redshift: RedshiftServer
  readonly s3: S3Server
  readonly database: RedshiftDatabase
  readonly remove: () => Promise<void>
}

/** An emulator of Redshift with a database of its own, beside an S3 with the bucket `lake`. */
export async function scratchRedshift(): Promise<ScratchRedshift> {
  const { url, drop } = await testDatabase()
  const s3 = await startS3({ buckets: ['lake'] })
  const redshift = await startRedshift({ postgres: { url }, s3, roles: [role] })
  const { region, accessKeyId, secretAccessKey } = s3
  const staging = {
    bucket: 'lake',
    prefix: 'loads',
    region,
    endpoint: s3.url,
    credentials: { accessKeyId, secretAccessKey },
  }
  const options = { url: redshift.url, iamRoleArn: role, staging }
  const database = RedshiftDatabase.at(options)
  return {
    options,
    redshift,
    s3,
    database,
    remove: async () => {
      await database.close()
      await redshift.close()
      await s3.close()
      await drop()
    },
  }
}

const made: ScratchRedshift[] = []
afterEach(async () => {
  for (const one of made.splice(0)) await one.remove()
})

/** The same, as long as the test. */
export async function scratchRedshiftOfTest(): Promise<ScratchRedshift> {
  const one = await scratchRedshift()
  made.push(one)
  return one
}
