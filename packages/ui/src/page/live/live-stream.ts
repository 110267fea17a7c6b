import type { LiveMessage } from '../../contract/live.ts'

/** What a stream tells its listener: the messages of the server, and whether it is connected. */
export type LiveNews = LiveMessage | { readonly kind: 'state'; readonly data: LiveState }
export type LiveState = 'connecting' | 'live'

const kinds = ['status', 'events', 'runs', 'graph', 'resync'] as const satisfies readonly LiveMessage['kind'][]
const firstPauseMs = 500
const longestPauseMs = 8000

/**
 * One connection to `/api/live`, which goes on where it was cut off. A stream of other topics is another connection, and it
 * starts at the position where the former ended.
 */
export class LiveStream {
  readonly #address: string
  readonly #tell: (news: LiveNews) => void
  #source: EventSource | undefined
  #topics = ''
  #position: number
  #pauseMs = firstPauseMs
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(address: string, after: number, tell: (news: LiveNews) => void) {
    this.#address = address
    this.#position = after
    this.#tell = tell
  }

  /** Up to where everything was told. */
  get position(): number {
    return this.#position
  }

  follow(topics: ReadonlySet<string>): void {
    const wanted = [...topics].sort().join(',')
    if (wanted === this.#topics && this.#source) return
    this.#topics = wanted
    this.#open()
  }

  close(): void {
    clearTimeout(this.#again)
    this.#source?.close()
    this.#source = undefined
  }

  #open(): void {
    this.close()
    const url = new URL(this.#address)
    url.searchParams.set('topics', this.#topics)
    url.searchParams.set('after', String(this.#position))
    const source = new EventSource(url)
    this.#source = source
    source.addEventListener('open', () => {
      this.#pauseMs = firstPauseMs
      this.#tell({ kind: 'state', data: 'live' })
    })
    source.addEventListener('error', () => this.#lost(source))
    for (const kind of kinds) source.addEventListener(kind, (event) => this.#hear(kind, event))
  }

  #hear(kind: LiveMessage['kind'], event: MessageEvent<string>): void {
    const position = Number(event.lastEventId)
    if (event.lastEventId !== '' && Number.isFinite(position)) this.#position = position
    this.#tell({ kind, data: JSON.parse(event.data) } as LiveMessage)
  }

  /** A browser tries again by itself when the network fails, and gives up for good when a proxy answers with an error. */
  #lost(source: EventSource): void {
    this.#tell({ kind: 'state', data: 'connecting' })
    if (source.readyState !== EventSource.CLOSED || source !== this.#source) return
    this.#again = setTimeout(() => this.#open(), this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }
}
