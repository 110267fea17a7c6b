import { digest } from '../base/digest.ts'
import { canonicalJson, type Json } from '../base/json.ts'

/**
 * The data version of stored content: `sha256:...`, of the digest of its bytes and of what its format noted. Equal bytes
 * with different notes are different values: `1` in a CSV file may be a number or text.
 */
export function contentVersion(bytes: string, notes: Json | undefined): string {
  return `sha256:${notes === undefined ? bytes : digest(bytes + canonicalJson(notes))}`
}
