import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Request, Response } from 'express'
import { problemOf } from './problem-of.ts'

/** Shorter texts are no shorter packed. */
const packedFrom = 1400
const pack = promisify(gzip)

/** An answer before it is sent. */
export interface JsonAnswer {
  readonly status: number
  readonly body: unknown
}

/** What was thrown, as an answer. */
export function problemAnswer(thrown: unknown): JsonAnswer {
  const body = problemOf(thrown)
  return { status: body.status, body }
}

/** Sends JSON: packed where that pays, and only once to who still has it. */
export async function sendJson(request: Request, response: Response, { status, body }: JsonAnswer): Promise<void> {
  const text = Buffer.from(JSON.stringify(body))
  const isGood = status < 300
  response.status(status).set({
    'Content-Type': isGood ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8',
    'Cache-Control': isGood && request.method === 'GET' ? 'private, no-cache' : 'no-store',
    Vary: 'Accept-Encoding',
  })
  if (isGood && request.method === 'GET') {
    response.set('ETag', `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`)
    if (request.fresh) return void response.status(304).end()
  }
  const isPacked = text.length >= packedFrom && request.acceptsEncodings('gzip') === 'gzip'
  if (isPacked) response.set('Content-Encoding', 'gzip')
  response.end(isPacked ? await pack(text) : text)
}
