import { HeadwaterError } from '@headwater/core'
import type { Request, RequestHandler } from 'express'

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * Lets pass only requests that name this server by a name it knows. A page of somebody else whose own name points to this
 * machine (DNS rebinding) would otherwise count as ours to the browser.
 */
export function hostRule(allowed: readonly string[] = []): RequestHandler {
  const named = new Set(allowed.map((host) => host.toLowerCase()))
  return (request, _response, next) => {
    const host = request.headers.host?.toLowerCase() ?? ''
    const own = ownHosts(request)
    if (named.has(host) || own.includes(host)) return next()
    const known = [...own, ...named].map((name) => `\`${name}\``).join(', ')
    throw new HeadwaterError('HOST_NOT_ALLOWED', {
      message: `this server is not \`${host}\`; it is ${known}`,
      hint: 'Open it under one of these names, or add the name with `--allow-host` or `allowedHosts`.',
    })
  }
}

/** Browsers leave the port of the scheme away. */
function ownHosts({ socket }: Request): readonly string[] {
  const port = socket.localPort === 80 ? '' : `:${socket.localPort}`
  return loopbackNames.map((name) => `${name}${port}`)
}
