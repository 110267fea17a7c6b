import { HeadwaterError, type Project } from '@headwater/core'
import { RunStory } from './run-story.ts'

/** So many runs are remembered: one for each tab that somebody looks at. */
const remembered = 16

/** Runs as their events tell them, the ones looked at last. */
export class RunStories {
  readonly #project: Project
  readonly #stories = new Map<string, RunStory>()

  constructor(project: Project) {
    this.#project = project
  }

  /** One run up to now. Throws RUN_UNKNOWN. */
  async of(runId: string): Promise<RunStory> {
    const story = this.#stories.get(runId) ?? new RunStory(await this.#startOf(runId))
    this.#stories.delete(runId)
    this.#stories.set(runId, story)
    const [oldest] = this.#stories.keys()
    if (oldest !== undefined && this.#stories.size > remembered) this.#stories.delete(oldest)
    await story.catchUp(this.#project)
    return story
  }

  async #startOf(runId: string): Promise<RunStory['started']> {
    const [started] = await this.#project.events({ types: ['run_started'], runId, limit: 1 })
    if (started?.type === 'run_started') return started
    throw new HeadwaterError('RUN_UNKNOWN', {
      message: `there is no run \`${runId}\``,
      hint: 'It may have been pruned; the page of runs has all that there are.',
    })
  }
}
