import { HeadwaterError } from '@headwater/core'
import type { Request, RequestHandler } from 'express'

/**
 * Refuses what pages of other sites ask a browser for, by what browsers say of a request (Fetch Metadata and Origin). Programs
 * say neither. To follow a link from elsewhere is allowed: it opens the page, which then asks for its data itself.
 */
export const siteRule: RequestHandler = (request, _response, next) => {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isFollowedLink(request))
    refuse(`a page of another site (${site})`)
  if (origin !== undefined && hostOf(origin) !== request.headers.host?.toLowerCase()) refuse(`\`${origin}\``)
  next()
}

/** A frame has another destination, and what changes something is no GET. */
function isFollowedLink({ method, headers, path }: Request): boolean {
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return isNavigation && method === 'GET' && !path.startsWith('/api')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function refuse(from: string): never {
  throw new HeadwaterError('REQUEST_FORBIDDEN', {
    message: `the request comes from ${from}, and pages of other sites may not use this server`,
    hint: 'Open the page itself, or call the API from a program.',
  })
}
