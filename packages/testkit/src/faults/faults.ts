/**
 * What can go wrong with a request.
 *
 * | kind | what the client sees | what has happened |
 * |---|---|---|
 * | `rate-limit` | the service's words for "too many requests" | nothing |
 * | `unavailable` | 503 | nothing |
 * | `drop-before` | a connection that ends without a reply | nothing |
 * | `drop-after` | a connection that ends without a reply | what was asked for: the reply alone is lost |
 * | `delay` | the reply, `ms` milliseconds later | what was asked for |
 */
export type FaultKind = 'rate-limit' | 'unavailable' | 'drop-before' | 'drop-after' | 'delay'

/** Something to go wrong, once or `times` times, with the next requests that match. */
export interface Fault<Kind extends string = FaultKind> {
  readonly do: Kind
  /** Absent: every request. */
  readonly match?: FaultMatch | undefined
  /** How many requests; default: 1. */
  readonly times?: number | undefined
  /** For `delay`: milliseconds. Default: 0. */
  readonly ms?: number | undefined
}

/** Which requests a fault is for: those that fit all that is given. */
export interface FaultMatch {
  /** `GET`, `PUT`... */
  readonly method?: string | undefined
  /** Text that the path contains, or a pattern that it fits: percent-encoded as sent, without the query. */
  readonly path?: string | RegExp | undefined
}

/** What a fault is matched with. */
export interface FaultTarget {
  readonly method: string
  readonly path: string
}

/** Faults that wait for their requests, first in, first out. */
export class Faults<Kind extends string = FaultKind> {
  readonly #waiting: { readonly fault: Fault<Kind>; left: number }[] = []

  /** Lets the next matching requests go wrong. */
  next(fault: Fault<Kind>): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  /** Forgets all faults that have not happened yet. */
  clear(): void {
    this.#waiting.length = 0
  }

  /** The fault of a request, used up once more; undefined when nothing is to go wrong. Called by servers. */
  take(target: FaultTarget): Fault<Kind> | undefined {
    const found = this.#waiting.find(({ fault, left }) => left > 0 && fits(fault.match, target))
    if (!found) return undefined
    found.left -= 1
    if (found.left <= 0) this.#waiting.splice(this.#waiting.indexOf(found), 1)
    return found.fault
  }
}

function fits(match: FaultMatch | undefined, { method, path }: FaultTarget): boolean {
  const wanted = match?.path
  const isPath = typeof wanted === 'string' ? path.includes(wanted) : (wanted?.test(path) ?? true)
  return isPath && (match?.method === undefined || match.method === method)
}
