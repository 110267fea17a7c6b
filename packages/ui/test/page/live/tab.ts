import { MessageChannel, Worker } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import type { LiveNews } from '../../../src/page/live/live-stream.ts'
import type { TabNews } from '../../../src/page/live/live-worker.ts'

/** A browser in which tabs share one worker, and the EventSource of Node. It ends with the test. */
export class Browser {
  readonly #worker = new Worker(new URL('./shared-worker.ts', import.meta.url), {
    execArgv: ['--experimental-eventsource', '--no-warnings'],
  })
  readonly #address: string

  constructor(address: string) {
    this.#address = address
    onTestFinished(async () => void (await this.#worker.terminate()))
  }

  /** Opens a tab that follows these topics and knows everything up to a position. */
  open(topics: readonly string[], after: number): Tab {
    const { port1, port2 } = new MessageChannel()
    this.#worker.postMessage(port2, [port2])
    return new Tab(port1, { topics, address: this.#address, after })
  }
}

/** One tab, and what it was told. */
export class Tab {
  readonly told: LiveNews[] = []
  readonly #port: MessageChannel['port1']
  readonly #news: TabNews
  readonly #waiting = new Set<() => void>()

  constructor(port: MessageChannel['port1'], news: TabNews) {
    this.#port = port
    this.#news = news
    port.on('message', (told: LiveNews) => {
      this.told.push(told)
      for (const look of this.#waiting) look()
    })
    port.postMessage(news)
  }

  follow(topics: readonly string[]): void {
    const news: TabNews = { ...this.#news, topics }
    this.#port.postMessage(news, [])
  }

  /** As a page says it that is being hidden. */
  leave(): void {
    this.follow([])
  }

  close(): void {
    this.#port.close()
  }

  of<K extends LiveNews['kind']>(kind: K): readonly Extract<LiveNews, { kind: K }>['data'][] {
    return this.told.flatMap((each) => (each.kind === kind ? [each.data as never] : []))
  }

  /** Waits until something has been told. */
  has(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }
}
