import type { EventReport, Project } from '@headwater/core'
import { masked } from '../masked.ts'

const everyMs = 250
/** So many events are read at a time. */
const atOnce = 2000

/** What came to the event log, in its order; none: nothing did, but somebody may wait for something else. */
export type Listener = (news: {
  readonly position: number
  readonly events: readonly EventReport[]
}) => Promise<void> | void

/**
 * Follows the event log while somebody listens, and costs nothing while nobody does. Other processes write to it too, so its
 * end is looked at four times a second.
 */
export class LogWatch {
  readonly #project: Project
  readonly #listeners = new Set<Listener>()
  #timer: NodeJS.Timeout | undefined
  #position = 0
  #isLooking = false
  #isLost = false

  constructor(project: Project) {
    this.#project = project
  }

  /** Listens to what comes after the end of the log as it is now; resolves to that end. `stop` ends it. */
  async listen(listener: Listener): Promise<number> {
    if (this.#listeners.size === 0) this.#position = await this.#project.position()
    this.#listeners.add(listener)
    this.#timer ??= setInterval(() => void this.#look(), everyMs)
    return this.#position
  }

  stop(listener: Listener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** A store that cannot be read now is asked again, and that is said once. */
  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const events = await this.#news()
      this.#position = events.at(-1)?.position ?? this.#position
      await Promise.all([...this.#listeners].map((tell) => tell({ position: this.#position, events })))
      this.#isLost = false
    } catch (error) {
      // Who stopped listening has closed the store.
      if (!this.#isLost && this.#listeners.size > 0)
        process.emitWarning(masked(`the event log cannot be followed: ${String(error)}`))
      this.#isLost = true
    } finally {
      this.#isLooking = false
    }
  }

  async #news(): Promise<readonly EventReport[]> {
    if ((await this.#project.position()) <= this.#position) return []
    return this.#project.events({ after: this.#position, limit: atOnce })
  }
}
