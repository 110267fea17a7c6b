import { type Override, type Resource, resourceNode, type Resources } from '../define/resource.ts'
import { HeadwaterError, isHeadwaterError } from '../errors/index.ts'
import { readConfig } from './environment.ts'
import type { Secrets } from './secrets.ts'
import type { Environment } from './text-fields.ts'

/** The resources of one run: each is opened once, when first asked for, and closed at the end whatever happened. */
export class OpenResources {
  readonly #environment: Environment
  readonly secrets: Secrets
  readonly #overrides: ReadonlyMap<string, unknown>
  readonly #opened = new Map<string, Promise<unknown>>()
  readonly #closing: (() => Promise<void>)[] = []
  #isClosed = false

  constructor(options: {
    readonly environment: Environment
    readonly secrets: Secrets
    readonly overrides: readonly Override[]
  }) {
    this.#environment = options.environment
    this.secrets = options.secrets
    this.#overrides = new Map(
      options.overrides.map((of) => [of.resource, (of as Override & { readonly value: unknown }).value]),
    )
  }

  /** Opens what is not open yet. Throws RESOURCE_CONFIG, or RESOURCE_FAILED when `open` throws; then it may be tried again. */
  async open(resources: Resources): Promise<{ readonly [name: string]: unknown }> {
    const entries = await Promise.all(
      Object.entries(resources).map(async ([name, of]) => [name, await this.#one(of)] as const),
    )
    return Object.fromEntries(entries)
  }

  /**
   * Closes in the reverse order of opening. All are closed, also when one throws: the first error is thrown at the end,
   * as RESOURCE_FAILED. What is still being opened is closed as soon as it is open.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    const errors: unknown[] = []
    for (const close of this.#closing.splice(0).reverse()) await close().catch((error: unknown) => errors.push(error))
    this.#opened.clear()
    if (errors.length > 0) throw errors[0]
  }

  #one(of: Resource<unknown>): Promise<unknown> {
    if (this.#overrides.has(of.name)) return Promise.resolve(this.#overrides.get(of.name))
    const known = this.#opened.get(of.name)
    if (known) return known
    const opening = this.#open(of)
    this.#opened.set(of.name, opening)
    opening.catch(() => this.#opened.delete(of.name))
    return opening
  }

  async #open(of: Resource<unknown>): Promise<unknown> {
    const node = resourceNode(of)
    const config = await readConfig(of, this.#environment, this.secrets)
    const opened = await this.#calling(of, 'opened', () => node.open(config))
    const close = (): Promise<void> => this.#calling(of, 'closed', async () => void (await node.close?.(opened)))
    if (this.#isClosed) await close()
    else this.#closing.push(close)
    return opened
  }

  async #calling<T>(of: Resource<unknown>, what: 'opened' | 'closed', call: () => T | Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (thrown) {
      if (isHeadwaterError(thrown)) throw thrown
      throw new HeadwaterError('RESOURCE_FAILED', {
        message: this.secrets.mask(`resource \`${of.name}\` could not be ${what}: ${String(thrown)}`),
        hint: `The stack below is that of its \`${what === 'opened' ? 'open' : 'close'}\` function.`,
        cause: thrown,
      })
    }
  }
}
