import { HeadwaterError } from '@headwater/core'
import type { RequestHandler } from 'express'

/** Only JSON is read: forms of other sites can send anything else without asking. */
export const jsonRule: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return next()
  throw new HeadwaterError('REQUEST_NOT_JSON', {
    message: `the body is ${type === undefined ? 'of no type' : `\`${type}\``}; it has to be \`application/json\``,
    hint: 'Send it with `Content-Type: application/json`.',
  })
}

/** Nothing is changed through a page that only shows. */
export const readOnlyRule: RequestHandler = () => {
  throw new HeadwaterError('READ_ONLY', {
    message: 'this page is read-only: it starts, cancels and checks nothing',
    hint: 'Use the command line, or a page that was started without `--read-only`.',
  })
}
