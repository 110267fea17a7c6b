import type { RequestHandler } from 'express'

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'base-uri': "'self'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // No text becomes code but through the page's own policy, which lets our workers start.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
}

const headers = {
  'Content-Security-Policy': Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/** What browsers may do with an answer: run our own files and nothing else, and show it in no frame of another site. */
export const responseHeaders: RequestHandler = (_request, response, next) => {
  response.set(headers)
  next()
}
