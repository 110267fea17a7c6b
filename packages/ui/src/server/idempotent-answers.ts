import { createHash } from 'node:crypto'
import { HeadwaterError } from '@headwater/core'
import type { JsonAnswer } from './json-answer.ts'

/** So many keys are known; the oldest is forgotten first. */
const known = 1000

/**
 * Answers to what changes something, by the key that the caller gave to its wish: to ask again, as after a broken
 * connection, gets the same answer and starts nothing. Kept in memory. After a restart nothing is made twice either, since a
 * run makes only what is not up to date, and its leases keep a second one away.
 */
export class IdempotentAnswers {
  readonly #answers = new Map<string, { readonly wish: string; readonly answer: Promise<JsonAnswer> }>()

  /** Throws REQUEST_INVALID for a malformed key, and REQUEST_KEY_REUSED where it stands for another wish. */
  answer(key: string | undefined, wish: unknown, work: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
    if (key === undefined || !/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new HeadwaterError('REQUEST_INVALID', {
        message: 'what changes something needs an `Idempotency-Key` of 1 to 200 visible characters',
        hint: 'Send a UUID, and the same again only to repeat the same wish.',
        cause: { field: 'Idempotency-Key' },
      })
    }
    const digest = createHash('sha256').update(JSON.stringify(wish)).digest('base64url')
    const before = this.#answers.get(key)
    if (before && before.wish !== digest) {
      throw new HeadwaterError('REQUEST_KEY_REUSED', {
        message: `the Idempotency-Key \`${key}\` was used before for another request`,
        hint: 'Take a new key for each new wish; the same only to ask for the same again.',
      })
    }
    if (before) return before.answer
    const answer = work()
    this.#answers.set(key, { wish: digest, answer })
    if (this.#answers.size > known) this.#answers.delete([...this.#answers.keys()][0] ?? '')
    return answer
  }
}
