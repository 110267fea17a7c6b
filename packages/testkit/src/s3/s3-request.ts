import type { IncomingHttpHeaders } from 'node:http'

/** A request to the server, read as a whole. */
export interface S3Request {
  readonly method: string
  /** Percent-encoded, as it was sent. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** As it came over the wire: see `readPayload`. */
  readonly body: Buffer
  /** Empty for the list of all buckets. */
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
}

/** What is answered. */
export interface S3Reply {
  readonly status: number
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly body?: Buffer | undefined
}

/** Reads the address of a request: `/bucket/key`, or `/key` where the host is `bucket.localhost`. */
export function s3Request(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): S3Request {
  const { pathname, searchParams } = new URL(url, 'http://server')
  const whole = decodeURIComponent(pathname).slice(1)
  const [, hosted] = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '') ?? []
  const bucket = hosted ?? whole.split('/', 1)[0] ?? ''
  const key = hosted === undefined ? whole.slice(bucket.length + 1) : whole
  return { method, path: pathname, query: searchParams, headers, body, bucket, key }
}

/** A header as one text; empty where it is absent. */
export function header({ headers }: S3Request, name: string): string {
  return [headers[name] ?? ''].flat().join(',')
}

/** Percent-encodes as the signature and listings of S3 do: all but letters, digits and `-._~`. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
