import { isHeadwaterError, memoryState, type Plan, type PlanOptions, type Project } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { Subset } from '../../src/partitions/index.ts'
import type { StateStore } from '../../src/state/index.ts'
import { Dice } from './random-dice.ts'
import { changeOutside, editShape, editWorld, fillOutside } from './random-edits.ts'
import { allSymbols, type ProjectShape, randomProject, symbols } from './random-graph.ts'
import { inWords, type NaiveJudge } from './random-naive.ts'
import { NaivePlanner, type NaiveStep } from './random-naive-plan.ts'
import { World } from './random-world.ts'

interface Open {
  readonly shape: ProjectShape
  readonly project: Project
}

/** One random project with random edits. After each, plan, run and status are held against the naive judge. */
export class Story {
  readonly #dice: Dice
  readonly #world: World
  /** What happened, for whoever has to find out why a seed fails. */
  readonly log: string[] = []
  #now: Open
  readonly #earlier: Open[] = []

  private constructor(dice: Dice, world: World, now: Open) {
    this.#dice = dice
    this.#world = world
    this.#now = now
  }

  get world(): World {
    return this.#world
  }

  /** What the files of the project say now. */
  get shape(): ProjectShape {
    return this.#now.shape
  }

  static async begin(seed: number, state?: (clock: FakeClock) => StateStore): Promise<Story> {
    const dice = new Dice(seed)
    const clock = new FakeClock('2024-01-10T15:00:00Z')
    const world = new World(clock, state ? state(clock) : memoryState({ clock }))
    await world.state.append([
      { type: 'keys_added', dimension: symbols.name, keys: dice.some(allSymbols, 0.6) as string[] },
    ])
    for (;;) {
      const shape = randomProject(dice)
      const project = projectOrNone(world, shape)
      if (!project) continue
      const story = new Story(dice, world, { shape, project })
      await fillOutside(dice, world, shape)
      story.log.push(describe(shape))
      return story
    }
  }

  /** Edits, looks, runs, looks again. Answers with what is wrong. */
  async round(): Promise<readonly string[]> {
    for (let edits = 1 + this.#dice.below(3); edits > 0; edits -= 1) await this.edit()
    const wrong: string[] = []
    if (this.#dice.chance(0.3)) wrong.push(...(await this.#statusFaults()))
    if (this.#dice.chance(0.35)) wrong.push(...(await this.#partialRun()))
    if (this.#dice.chance(0.2)) wrong.push(...(await this.#failingRun()))
    wrong.push(...(await this.#run('*', {})))
    wrong.push(...(await this.#settledFaults()))
    return wrong
  }

  /** Changes one thing, in the files of the project or outside of them. */
  async edit(): Promise<void> {
    const kind = this.#dice.below(10)
    if (kind < 4) return void this.log.push(await editWorld(this.#dice, this.#world, this.#now.shape))
    if (kind < 5 && this.#earlier.length > 0) {
      const open = this.#dice.pick(this.#earlier)
      this.#go(open)
      return void this.log.push(`an earlier process goes on: ${describe(open.shape)}`)
    }
    if (kind < 6) return this.#anotherProcess()
    const shape = editShape(this.#dice, this.#now.shape)
    const project = projectOrNone(this.#world, shape)
    if (!project || shape === this.#now.shape) return
    this.#go({ shape, project })
    this.log.push(`edited: ${describe(shape)}`)
  }

  #go(open: Open): void {
    this.#earlier.push(this.#now)
    if (this.#earlier.length > 4) this.#earlier.shift()
    this.#now = open
  }

  #anotherProcess(): void {
    const { shape } = this.#now
    const isForgetful = this.#dice.chance(0.5)
    const { state } = this.#world
    this.#go({ shape, project: this.#world.project(shape, isForgetful ? withoutNotes(state) : state) })
    this.log.push(`another process${isForgetful ? ' without notes' : ''}`)
  }

  /** A run of some assets, or of some partitions. */
  async #partialRun(): Promise<readonly string[]> {
    const keys = this.#now.shape.assets.filter(({ isExternal }) => !isExternal).map(({ key }) => key)
    const some = this.#dice.some(keys, 0.4)
    const selection = some.length === 0 ? '*' : some.map((key) => `key:${key}`).join(' or ')
    const partitions = this.#dice.pick(['missing', 'stale', 'all', undefined])
    const wrong = await this.#run(selection, {
      ...(partitions === undefined ? {} : { partitions }),
      ...(this.#dice.chance(0.1) ? { force: true } : {}),
    })
    if (this.#dice.chance(0.3)) this.log.push(await changeOutside(this.#dice, this.#world, this.#now.shape))
    return wrong
  }

  /** Some assets throw at some partitions, until they are mended. */
  async #failingRun(): Promise<readonly string[]> {
    const { failing } = this.#world
    for (const { key } of this.#dice.some(this.#now.shape.assets, 0.3)) failing.add(key)
    const wrong = await this.#run('*', {})
    wrong.push(...(await this.#statusFaults()))
    failing.clear()
    return wrong
  }

  async #run(selection: string, options: PlanOptions): Promise<string[]> {
    const { project, shape } = this.#now
    const { failing } = this.#world
    const isFailing = failing.size > 0
    this.log.push(`run ${selection} ${JSON.stringify(options)}${isFailing ? ` failing ${[...failing].join()}` : ''}`)
    const judge = await this.#world.judge(shape)
    const keys =
      selection === '*' ? shape.assets.map(({ key }) => key) : selection.split(' or ').map((term) => term.slice(4))
    const expected = new NaivePlanner(judge).plan(new Set(keys), options)
    const plan = await project.plan(selection, options)
    const wrong = planFaults(judge, plan, expected).map((fault) => `plan of ${selection}: ${fault}`)
    const force = options.force ?? false
    const result = await this.#world.during(judge, force, () => project.materialize(selection, options))
    for (const { assets } of plan.steps) for (const asset of assets) judge.historyToWrite(asset)
    wrong.push(...this.#world.complaints)
    if (!isFailing) {
      for (const { asset, message } of result.failures.map((failure) => ({
        ...failure,
        message: failure.problem.message,
      })))
        wrong.push(`${asset} failed: ${message}`)
      for (const { asset, cells } of expected)
        for (const { cell } of cells) {
          const why = judge.stale(asset, cell)
          if (why && why.reason !== 'still open')
            wrong.push(`${asset} ${judge.grid(asset).textOf(cell)} was planned and is still ${inWords(why)}`)
        }
    }
    this.log.push(`  made ${[...this.#world.calls].join(', ')}`)
    return [...wrong, ...this.#valueFaults(judge)]
  }

  /** What was published is what the functions gave. */
  #valueFaults(judge: NaiveJudge): readonly string[] {
    return judge.shape.assets.flatMap(({ key }) =>
      [...judge.history(key).made.values()].flatMap(({ cell, value }) => {
        const text = judge.grid(key).textOf(cell)
        const found = this.#world.values.values.get(text === null ? key : `${key} ${text}`)
        return found === value ? [] : [`${key} ${text} is ${String(found)}, not ${value}`]
      }),
    )
  }

  async #settledFaults(): Promise<readonly string[]> {
    const judge = await this.#world.judge(this.#now.shape)
    const left = new NaivePlanner(judge).plan(new Set(this.#now.shape.assets.map(({ key }) => key)), {})
    const again = await this.#now.project.plan('*')
    const faults = planFaults(judge, again, left)
    if (again.steps.length > 0)
      faults.push(`left after the run: ${again.steps.map(({ asset, reason }) => `${asset} ${reason}`).join('; ')}`)
    return [...faults.map((fault) => `afterwards: ${fault}`), ...(await this.#statusFaults())]
  }

  async #statusFaults(): Promise<readonly string[]> {
    const { project, shape } = this.#now
    const judge = await this.#world.judge(shape)
    const reports = await project.status('*')
    return reports.flatMap(({ asset, counts, causes }) => {
      const expected = judge.standing(asset)
      const found = new Map([
        ['fresh', counts.fresh],
        ['missing', counts.missing],
        ['failed before', counts.failed],
        ...causes.map(({ reason, count }) => [reason, count] as const),
      ])
      const words = (of: ReadonlyMap<string, number>) =>
        [...of]
          .filter(([, count]) => count > 0)
          .map(([word, count]) => `${count} ${word}`)
          .sort()
          .join(', ')
      return words(found) === words(expected) ? [] : [`status of ${asset}: ${words(found)}, not ${words(expected)}`]
    })
  }
}

function planFaults(judge: NaiveJudge, plan: Plan, expected: readonly NaiveStep[]): string[] {
  const faults: string[] = []
  const planned = new Map(plan.steps.map((step) => [step.asset, step]))
  const names = new Set([...planned.keys(), ...expected.map(({ asset }) => asset)])
  for (const asset of names) {
    const step = planned.get(asset)
    const cells = expected.find((each) => each.asset === asset)?.cells ?? []
    const grid = judge.grid(asset)
    const [found, wanted] = [Subset.decode(step?.subset ?? ''), Subset.of(cells.map(({ cell }) => cell))]
    if (!found.equals(wanted)) {
      const more = found.subtract(wanted)
      const less = wanted.subtract(found)
      faults.push(`${asset}: too many [${grid.describe(more)}], too few [${grid.describe(less)}]`)
      continue
    }
    const reasons = (step?.reasons ?? []).map((because) => `${inWords(because)} ${because.partitions}`).sort()
    const byReason = Map.groupBy(cells, inWords)
    const wantedReasons = [...byReason]
      .map(([why, of]) => `${why} ${grid.describe(Subset.of(of.map(({ cell }) => cell)))}`)
      .sort()
    if (reasons.join() !== wantedReasons.join())
      faults.push(`${asset}: because of ${reasons.join()}, not ${wantedReasons.join()}`)
  }
  return faults
}

/** None where the edit makes no sense: then the project says so. */
function projectOrNone(world: World, shape: ProjectShape): Project | undefined {
  try {
    return world.project(shape)
  } catch (error) {
    if (isHeadwaterError(error) || error instanceof AggregateError) return undefined
    throw error
  }
}

/** The same state for a process that remembers no conclusions of others. */
export function withoutNotes(state: StateStore): StateStore {
  const { ledger } = state
  return {
    name: state.name,
    append: (events, options) => state.append(events, options),
    events: (query) => state.events(query),
    lease: (request) => state.lease(request),
    renew: (guard) => state.renew(guard),
    release: (runId) => state.release(runId),
    silentRuns: () => state.silentRuns(),
    keyIds: (keys) => state.keyIds(keys),
    close: () => state.close(),
    ledger: {
      records: (assets) => ledger.records(assets),
      changes: (after) => ledger.changes(after),
      rows: (asset, partitions) => ledger.rows(asset, partitions),
      recall: async () => new Map(),
      remember: async () => undefined,
    },
  }
}

function describe({ assets }: ProjectShape): string {
  return assets
    .map(({ key, cut, code, isRange, deps }) => {
      const reads = deps.map(
        ({ of, mapping }) => `${of} ${mapping.kind}${JSON.stringify(mapping).slice(8 + mapping.kind.length + 2)}`,
      )
      return `${key}:${cut}@${code}${isRange ? ' range' : ''}(${reads.join(', ')})`
    })
    .join(' | ')
}
