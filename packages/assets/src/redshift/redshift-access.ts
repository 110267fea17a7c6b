import { fail } from '@headwater/core/io'
import { maskedUrl } from '../postgres/connection-url.ts'
import type { S3Access } from '../s3/s3-access.ts'

/** How a database is reached. */
export interface RedshiftConnection {
  /** `postgresql://user:password@host:port/database`, in the place of all below. */
  readonly url?: string | undefined
  /** Default: REDSHIFT_HOST. */
  readonly host?: string | undefined
  /** Default: REDSHIFT_PORT, or 5439. */
  readonly port?: number | undefined
  /** Default: REDSHIFT_DB, or `dev`. */
  readonly database?: string | undefined
  /** Default: REDSHIFT_USER. */
  readonly user?: string | undefined
  /** Default: REDSHIFT_PASSWORD. */
  readonly password?: string | undefined
  /** Whether the way there is encrypted and the server's certificate is checked; default: true, except on this machine. */
  readonly ssl?: boolean | undefined
}

/** Where rows wait in S3 to be loaded. */
export interface RedshiftStaging extends S3Access {
  /** Default: S3_BUCKET_NAME. */
  readonly bucket?: string | undefined
  /** A folder of the bucket; default `_headwater/redshift`. */
  readonly prefix?: string | undefined
}

export interface RedshiftAccessOptions extends RedshiftConnection {
  /** The role that lets the database read the bucket, or `default`; default: REDSHIFT_IAM_ROLE_ARN. */
  readonly iamRoleArn?: string | undefined
  readonly staging?: RedshiftStaging | undefined
}

/** All that is needed to work with a database. */
export interface RedshiftAccess {
  /** For the client library of PostgreSQL. */
  readonly url: string
  readonly iamRoleArn: string
  readonly bucket: string
  /** Without a slash at its end. */
  readonly prefix: string
  readonly s3: S3Access
}

const variables = ['HOST', 'PORT', 'DB', 'USER', 'PASSWORD', 'IAM_ROLE_ARN'].map((name) => `REDSHIFT_${name}`)

/** Tells what options and environment name from all else that they could. */
export function accessKey({ staging, ...options }: RedshiftAccessOptions, env: Environment = process.env): string {
  const { bucket, prefix, endpoint, region, credentials } = staging ?? {}
  const told = [...variables, 'S3_BUCKET_NAME'].map((name) => env[name] ?? null)
  return JSON.stringify([options, bucket, prefix, endpoint, region, credentials?.accessKeyId, told])
}

/** Where the database is, in a sentence: without a password, and also where something is missing. */
export function redshiftPlace({ url, host }: RedshiftConnection, env: Environment = process.env): string {
  return url === undefined ? host || env['REDSHIFT_HOST'] || 'REDSHIFT_HOST' : maskedUrl(url)
}

type Environment = { readonly [variable: string]: string | undefined }

/** What the options and the environment tell together. Throws REDSHIFT_OPTIONS_MISSING naming all that neither tells. */
export function redshiftAccess(options: RedshiftAccessOptions, env: Environment = process.env): RedshiftAccess {
  const missing: string[] = []
  const need = (option: string, variable: string, given: string | undefined) => {
    const value = given ?? env[variable]
    if (value) return value
    missing.push(`\`${option}\` (${variable})`)
    return ''
  }
  const url = options.url ?? urlOf(options, env, need)
  const { bucket, prefix = '_headwater/redshift', ...s3 } = options.staging ?? {}
  const access = {
    url,
    iamRoleArn: need('iamRoleArn', 'REDSHIFT_IAM_ROLE_ARN', options.iamRoleArn),
    bucket: need('staging.bucket', 'S3_BUCKET_NAME', bucket),
    prefix: prefix.replace(/\/+$/, ''),
    s3,
  }
  if (missing.length === 0) return access
  fail('REDSHIFT_OPTIONS_MISSING', {
    message: `\`redshift()\` lacks ${missing.join(', ')}`,
    hint: 'Give each as an option, or set the environment variable in brackets.',
  })
}

function urlOf(
  { host, port, database, user, password, ssl }: RedshiftConnection,
  env: Environment,
  need: (option: string, variable: string, given: string | undefined) => string,
): string {
  const url = new URL('postgresql://localhost')
  url.hostname = need('host', 'REDSHIFT_HOST', host)
  url.port = String(port ?? (env['REDSHIFT_PORT'] || 5439))
  url.pathname = database ?? (env['REDSHIFT_DB'] || 'dev')
  url.username = encodeURIComponent(need('user', 'REDSHIFT_USER', user))
  url.password = encodeURIComponent(need('password', 'REDSHIFT_PASSWORD', password))
  const isHere = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/.test(url.hostname)
  if (ssl ?? !isHere) url.searchParams.set('sslmode', 'verify-full')
  return url.href
}
