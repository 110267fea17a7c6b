import type { PlanStep, Project, StateStore } from '@headwater/core'

type Event = Parameters<StateStore['append']>[0][number]
type Made = Extract<Event, { readonly type: 'materialized' }>

/** So many assets are recorded in one transaction. */
const atOnce = 500

/**
 * Records what a run would have recorded of millions of partitions, without running them. All deps must be by identity,
 * and all assets cut alike.
 */
export class Recorder {
  readonly #project: Project
  readonly #store: StateStore
  readonly #model: Made
  readonly #inputs: ReadonlyMap<string, readonly { readonly dep: string; readonly from: string }[]>

  private constructor(project: Project, store: StateStore, model: Made) {
    this.#project = project
    this.#store = store
    this.#model = model
    this.#inputs = Map.groupBy(project.edges(), ({ to }) => to)
  }

  /** Records after the model of what is recorded already. */
  static async of(project: Project, store: StateStore): Promise<Recorder> {
    const [made] = await store.events({ types: ['materialized'], limit: 1 })
    if (!made) throw new Error('nothing is recorded that could be the model')
    const { position: _position, time: _time, version: _version, ...model } = made
    return new Recorder(project, store, model)
  }

  /** Materializes one partition of one asset, to be the model, and records that all others are cut like it. */
  static async begin(
    project: Project,
    store: StateStore,
    first: { readonly asset: string; readonly partition: string },
  ): Promise<Recorder> {
    await project.materialize(first.asset, { partitions: first.partition })
    const [cut] = await store.events({ types: ['partitioned'], limit: 1 })
    if (!cut) throw new Error(`nothing is recorded of ${first.asset}`)
    const others = project.describe().filter(({ key }) => key !== first.asset)
    const recorder = await Recorder.of(project, store)
    await recorder.#append(others.map(({ key }) => ({ type: 'partitioned', asset: key, cut: cut.cut })))
    return recorder
  }

  /** Records that some partitions of the selection are made, with one data version and from upstreams of it. */
  async record(selection: string, partitions: string, dataVersion: string): Promise<void> {
    const { steps, position } = await this.#project.plan(selection, { partitions, force: true })
    await this.#append(steps.map((step) => this.#eventOf(step, position, dataVersion)))
  }

  #eventOf({ asset, subset, codeVersion, recipes: [recipe = ''] }: PlanStep, asOf: number, version: string): Made {
    const dataVersion = { same: version }
    const inputs = (this.#inputs.get(asset) ?? []).map(({ dep, from }) => {
      return { dep, asset: from, partitions: { same: '=' }, hash: dataVersion }
    })
    return { ...this.#model, asset, codeVersion, recipe, asOf, partitions: subset, dataVersion, inputs }
  }

  async #append(events: readonly Event[]): Promise<void> {
    for (let start = 0; start < events.length; start += atOnce)
      await this.#store.append(events.slice(start, start + atOnce))
  }
}

/** Throws unless a plan of everything that is selected has nothing to make. */
export async function assertUpToDate(project: Project, selection: string): Promise<void> {
  const { steps } = await project.plan(selection)
  const [step] = steps
  if (step)
    throw new Error(`${steps.length} assets are not up to date: ${step.asset} ${step.partitions}: ${step.reason}`)
}
