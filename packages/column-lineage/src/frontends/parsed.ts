import type { Statement } from '../ir.ts'

/** What a front end made of one statement's text. */
export interface Parsed {
  readonly statements: readonly Statement[]
  /** The offset in that text, in UTF-16 units, of a name's `at`. */
  offsetOf(at: number): number
}
