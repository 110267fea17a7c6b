import type { Response } from 'express'
import type { LiveMessage } from '../../contract/live.ts'
import { maskedAnswer } from '../reads/masked-answer.ts'
import type { Topics } from './topics.ts'

/** So many bytes may wait for a client that reads slowly. */
const mostWaiting = 1_000_000

/** Tells something; `position` is that from which the client goes on when the connection breaks. */
export type Tell = (message: LiveMessage, position: number) => void

/** One connection that is told what happens. */
export class LiveClient {
  readonly topics: Topics
  readonly #response: Response
  /** What happened while the client was being told what it missed before. */
  #meanwhile: Parameters<Tell>[] | undefined
  #isBehind = false

  constructor(response: Response, topics: Topics) {
    this.#response = response
    this.topics = topics
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies such as nginx would otherwise wait for more.
      'X-Accel-Buffering': 'no',
    })
    response.flushHeaders()
    response.write('retry: 2000\n\n')
  }

  /** Tells what the client missed; what happens meanwhile is told after it. */
  async catchUp(missed: (tell: Tell) => Promise<void>): Promise<void> {
    this.#meanwhile = []
    await missed(this.#tellNow)
    const meanwhile = this.#meanwhile
    this.#meanwhile = undefined
    for (const news of meanwhile) this.#tellNow(...news)
  }

  readonly tell: Tell = (message, position) => {
    if (this.#meanwhile) this.#meanwhile.push([message, position])
    else this.#tellNow(message, position)
  }

  /** Keeps proxies from ending a silent connection, and finds out whether it is still there. */
  beat(position: number): void {
    if (this.#isBehind) this.tell({ kind: 'resync', data: { position } }, position)
    else this.#response.write(': still here\n\n')
  }

  end(): void {
    this.#response.end()
  }

  /**
   * A client that has not read what it was told before is told no more than that it has to read everything again, once it
   * can.
   */
  readonly #tellNow: Tell = ({ kind, data }, position) => {
    const { writableLength } = this.#response
    if (this.#isBehind && writableLength === 0) {
      this.#isBehind = false
      this.#write('resync', { position }, position)
    } else if (this.#isBehind || writableLength > mostWaiting) this.#isBehind = true
    else this.#write(kind, data, position)
  }

  #write(kind: string, data: unknown, position: number): void {
    this.#response.write(`id: ${position}\nevent: ${kind}\ndata: ${JSON.stringify(maskedAnswer(data))}\n\n`)
  }
}
