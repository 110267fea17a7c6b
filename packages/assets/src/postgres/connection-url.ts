import { fail } from '@headwater/core/io'

/** The environment variable that holds the address where none is given. */
const variable = 'DATABASE_URL'

/**
 * The address of a database: the one that was given, or that of the environment variable DATABASE_URL. `neededBy` is how the
 * driver is called in a project file. Throws POSTGRES_URL_INVALID when there is none, or when it is not
 * `postgresql://user:password@host:port/database`.
 */
export function connectionUrl(given: string | undefined, neededBy: string): string {
  const url = given ?? process.env[variable]
  if (url === undefined || url === '') {
    fail('POSTGRES_URL_INVALID', {
      message: `\`${neededBy}\` has no address of a database: \`url\` was not given, and ${variable} is not set`,
      hint: `Set ${variable}, or give \`url\`: postgresql://user:password@host:port/database`,
    })
  }
  const { protocol } = parsed(url) ?? {}
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    // What cannot be read may hold a password anywhere, so none of it is repeated.
    fail('POSTGRES_URL_INVALID', {
      message: `the \`url\` of \`${neededBy}\` is not the address of a PostgreSQL database`,
      hint: 'Write postgresql://user:password@host:port/database, with what is special in a password percent-encoded.',
    })
  }
  return url
}

/** The address without its password and its parameters: for messages and names. */
export function maskedUrl(url: string): string {
  const { username, host, pathname } = parsed(url) ?? { username: '', host: 'unknown', pathname: '' }
  return `postgresql://${username === '' ? '' : `${username}@`}${host}${pathname}`
}

function parsed(url: string): URL | undefined {
  return URL.parse(url) ?? undefined
}
