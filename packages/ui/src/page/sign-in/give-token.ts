import { ApiError } from '../api/api-error.ts'
import { read } from '../api/client.ts'

/**
 * Exchanges a token for a cookie that scripts cannot read; false for a wrong one. It goes in a header, so that no address and
 * no log of addresses has it. Takes the whole address with `?token=`, too, since that is what the server prints.
 */
export async function giveToken(text: string): Promise<boolean> {
  const token = tokenIn(text)
  // Other characters cannot stand in a header.
  if (!/^[\x21-\x7e]+$/.test(token)) return false
  try {
    await fetch(document.baseURI, { headers: { authorization: `Bearer ${token}` } })
  } catch (cause) {
    throw ApiError.unreachable(cause)
  }
  return isLetIn()
}

/** Whether the server answers this browser. */
export async function isLetIn(): Promise<boolean> {
  try {
    await read('info', {})
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}

/** `abc` in `http://localhost:4400/?token=abc`, and in `abc`. */
export function tokenIn(text: string): string {
  const trimmed = text.trim()
  return (URL.canParse(trimmed) && new URL(trimmed).searchParams.get('token')) || trimmed
}
