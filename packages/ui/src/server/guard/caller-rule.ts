import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { HeadwaterError } from '@headwater/core'
import type { Request, RequestHandler, Response } from 'express'
import type { UiOptions } from '../ui-options.ts'

const shortestToken = 16

/** Who may call the API: who knows the token, whom the app lets, or else whoever is on this machine. */
export class CallerRule {
  readonly #token: string | undefined
  readonly #authorize: UiOptions['authorize']

  /** Throws TOKEN_NEEDED for a token that could be guessed. */
  constructor({ token, authorize }: Pick<UiOptions, 'token' | 'authorize'>) {
    if (token !== undefined && token.length < shortestToken) {
      throw new HeadwaterError('TOKEN_NEEDED', {
        message: `a token of ${token.length} characters can be guessed; it needs ${shortestToken}`,
        hint: 'Make one with `openssl rand -hex 32`.',
      })
    }
    this.#token = token
    this.#authorize = authorize
  }

  /** For the API: refuses who may not call it. */
  readonly check: RequestHandler = async (request, response, next) => {
    if (this.#authorize) {
      if (!(await this.#authorize(request)))
        throw needed('the app that this is mounted in does not let you in', 'Log in there.')
    } else if (this.#token !== undefined) {
      if (!this.#isKnown(request)) {
        response.set('WWW-Authenticate', 'Bearer')
        throw needed(
          'this server needs a token',
          'Open it once with `?token=` and the token behind its address, or send `Authorization: Bearer` with it.',
        )
      }
    } else if (!isLoopback(request.socket.remoteAddress ?? '') || isForwarded(request)) {
      const from = isForwarded(request) ? 'came through a proxy' : `comes from \`${request.socket.remoteAddress}\``
      throw new HeadwaterError('REQUEST_FORBIDDEN', {
        message: `the request ${from}, and without a token only this machine is answered`,
        hint: 'Give the server a token, or mount it with `authorize`.',
      })
    }
    next()
  }

  /**
   * For the page: exchanges a token for a cookie. One in the address is taken out of it, and where it is the wrong one the page
   * is told so behind a `#`; one in a header is what the page sends when a person types it.
   */
  readonly signIn: RequestHandler = (request, response, next) => {
    const address = new URL(request.originalUrl, 'http://localhost')
    const given = address.searchParams.get('token')
    const offered = given ?? bearerOf(request)
    const isRight = this.#token !== undefined && offered !== undefined && isSame(offered, this.#token)
    if (isRight) this.#setCookie(request, response, this.#token)
    if (given === null) return next()
    address.searchParams.delete('token')
    const trouble = isRight || this.#token === undefined || this.#isKnown(request) ? '' : '#wrong-token'
    // The path begins with one slash, so that it cannot name another host.
    response.redirect(303, `/${address.pathname.replace(/^\/+/, '')}${address.search}${trouble}`)
  }

  #isKnown(request: Request): boolean {
    const token = this.#token ?? ''
    const bearer = bearerOf(request)
    if (bearer !== undefined) return isSame(bearer, token)
    const cookie = cookieNamed(cookieNameOf(request), request.headers.cookie)
    return cookie !== undefined && isSame(cookie, sessionOf(token))
  }

  #setCookie(request: Request, response: Response, token: string): void {
    response.cookie(cookieNameOf(request), sessionOf(token), {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: request.baseUrl === '' ? '/' : request.baseUrl,
    })
  }
}

/** In constant time, also for texts of different lengths. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}

function bearerOf({ headers }: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** What the cookie holds: it proves that its bearer knew the token, and does not tell it. */
function sessionOf(token: string): string {
  return createHmac('sha256', token).update('headwater session').digest('base64url')
}

/** Cookies do not tell ports apart, and two projects may be served side by side. */
function cookieNameOf({ socket }: Request): string {
  return `headwater-${socket.localPort}`
}

function cookieNamed(name: string, header = ''): string | undefined {
  const pair = header.split(/; */).find((each) => each.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}

function needed(message: string, hint: string): HeadwaterError {
  return new HeadwaterError('TOKEN_NEEDED', { message, hint })
}

/** A proxy on this machine hands over requests of others, and many give them the name of this one as well. */
function isForwarded({ headers }: Request): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some((name) => name in headers)
}

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return plain === '::1' || plain === 'localhost' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
