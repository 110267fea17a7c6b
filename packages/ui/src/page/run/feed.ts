/** One page of a list that grows at its end. */
export interface FeedPage<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/** What a feed has read so far. */
export interface FeedState<T> {
  readonly items: readonly T[]
  /** Whether everything that there was has been read. */
  readonly complete: boolean
  readonly error: Error | undefined
}

/**
 * Reads a list whose end grows, the oldest first. `advance` reads on to the end; the last page is read again each time, since it
 * may have been filled up. Calls while it reads lead to one more reading and no more.
 */
export class Feed<T> {
  readonly #readPage: (cursor: string | undefined) => Promise<FeedPage<T>>
  readonly #listeners = new Set<() => void>()
  #state: FeedState<T> = { items: [], complete: false, error: undefined }
  /** What is before the last page: it does not change any more. */
  #settled: readonly T[] = []
  #cursor: string | undefined
  #reading: Promise<void> | undefined
  #again = false
  #paused = false

  constructor(readPage: (cursor: string | undefined) => Promise<FeedPage<T>>) {
    this.#readPage = readPage
  }

  get state(): FeedState<T> {
    return this.#state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  advance(): Promise<void> {
    this.#paused = false
    if (this.#reading) {
      this.#again = true
      return this.#reading
    }
    this.#reading = this.#readOn().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Ends the reading after the page that is on its way; `advance` goes on. */
  pause(): void {
    this.#paused = true
  }

  async #readOn(): Promise<void> {
    try {
      do {
        this.#again = false
        await this.#readToEnd()
      } while (this.#again && !this.#paused)
    } catch (error) {
      this.#tell({ ...this.#state, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }

  async #readToEnd(): Promise<void> {
    let next: string | undefined
    do {
      const page = await this.#readPage(this.#cursor)
      next = page.next
      const items = [...this.#settled, ...page.items]
      if (next !== undefined) {
        this.#settled = items
        this.#cursor = next
      }
      this.#tell({ items, complete: next === undefined, error: undefined })
    } while (next !== undefined && !this.#paused)
  }

  #tell(state: FeedState<T>): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}
