import { fail } from '../errors/index.ts'
import { Subset } from '../partitions/index.ts'
import { assertNotMovedOn, type Plan, type PlanOptions } from '../plan/index.ts'
import { executePlan, historyEvents, type RunOptions, type RunResult, unfinishedRuns } from '../run/index.ts'
import type { Guard } from '../state/index.ts'
import { derivedEvents } from './derived-events.ts'
import { observedEvent } from './observe-externals.ts'
import { recover } from './recover.ts'
import { againOf, chunkOf, planAgain, planRest, restOf } from './resume.ts'
import type { Planned, Session } from './session.ts'

/** What is to be materialized: a selection, planned now; a plan, made before; the rest of a run; or all of it again. */
export type Wish =
  | { readonly selection: string; readonly options: PlanOptions }
  | { readonly plan: Plan }
  | { readonly resumes: string }
  | { readonly repeats: string }

/** So often a selection is planned anew because others changed the state between its plan and its leases. */
const tries = 5

/** Repairs what died before, plans, takes the leases, makes sure that nothing moved in between, and runs. */
export async function materialize(session: Session, wish: Wish, run: RunOptions): Promise<RunResult> {
  const recovered = [...(await recover(session, run))]
  let overtaken = false
  if (recovered.length > 0) run.onProgress?.({ kind: 'recovered', actions: recovered })
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const planned = await planFor(session, wish)
    if (planned.plan.steps.length === 0) {
      await takeOver(session, planned)
      return nothingToDo(planned.plan, recovered)
    }
    const guard = await session.lease(
      planned.plan.steps.flatMap(({ assets, subset }) => assets.map((asset) => ({ asset, subset }))),
    )
    if (!overtaken && (await hasOvertaken(session, planned))) {
      overtaken = true
      await session.parts.store.release(guard.runId)
      recovered.push(...(await recover(session, run)))
      continue
    }
    const settled = await settledUnder(session, wish, planned)
    if (settled) return execute(session, { planned: settled, guard, recovered, wish, run })
    await session.parts.store.release(guard.runId)
    if ('plan' in wish) await planFor(session, wish)
  }
  return fail('PLAN_OUTDATED', {
    message: `other runs changed the state ${tries} times while this one was being planned`,
    hint: 'Wait until they are done, then run again.',
  })
}

/** Whether a run that holds these partitions no more, since we could lease them, died before it had ended. */
async function hasOvertaken(session: Session, { plan }: Planned): Promise<boolean> {
  const wanted = new Map(
    plan.steps.flatMap(({ assets, subset }) => assets.map((asset) => [asset, Subset.decode(subset)])),
  )
  const overlaps = (target: { readonly asset: string; readonly partitions: string }): boolean =>
    !(wanted.get(target.asset)?.intersect(Subset.decode(target.partitions)).isEmpty ?? true)
  return (await unfinishedRuns(session.parts.store)).some(({ targets }) => targets.some(overlaps))
}

async function planFor(session: Session, wish: Wish): Promise<Planned> {
  if ('selection' in wish) return session.plan(wish.selection, wish.options)
  if ('resumes' in wish) return planRest(session, wish.resumes)
  if ('repeats' in wish) return planAgain(session, wish.repeats)
  const now = await session.plan(wish.plan.selection, wish.plan.options, { at: wish.plan.at })
  await assertNotMovedOn(wish.plan, now.plan, now.snapshot)
  return { ...now, plan: wish.plan }
}

/** The plan, when it still is what would be planned now that nobody else can write. */
async function settledUnder(session: Session, wish: Wish, planned: Planned): Promise<Planned | undefined> {
  if (!(await hasMoved(session, planned))) return planned
  const { selection, options, at } = planned.plan
  const within = await withinOf(session, wish)
  const again = await session.plan(selection, options, { at, within })
  try {
    await assertNotMovedOn(planned.plan, again.plan, again.snapshot)
    return { ...again, plan: planned.plan }
  } catch {
    return undefined
  }
}

/** The partitions that a wish is held to, by asset. Undefined: those of its selection. */
async function withinOf(session: Session, wish: Wish): Promise<ReadonlyMap<string, Subset> | undefined> {
  if ('resumes' in wish) return (await restOf(session, wish.resumes)).within
  if ('repeats' in wish) return (await againOf(session, wish.repeats)).within
  return undefined
}

async function hasMoved(session: Session, { snapshot }: Planned): Promise<boolean> {
  const news = await session.parts.store.events({
    after: snapshot.position,
    types: ['materialized', 'observed', 'wiped', 'renamed', 'alias_moved', 'keys_added', 'keys_removed'],
    limit: 1,
  })
  return news.length > 0
}

async function execute(
  session: Session,
  of: {
    readonly planned: Planned
    readonly guard: Guard
    readonly recovered: readonly string[]
    readonly wish: Wish
    readonly run: RunOptions
  },
): Promise<RunResult> {
  const { model, store, clock, environment, overrides } = session.parts
  const { plan, snapshot, observed } = of.planned
  const resumes = 'resumes' in of.wish ? of.wish.resumes : undefined
  const earlier = 'repeats' in of.wish ? of.wish.repeats : resumes
  const chunk = of.run.chunk ?? (earlier === undefined ? undefined : await chunkOf(store, earlier))
  if (observed.length > 0) {
    const seen = observed.map(({ asset }) => asset)
    const events = observed.map((each) => observedEvent(each, of.guard.runId))
    await store.append([...historyEvents(snapshot, seen), ...events], { guard: of.guard })
    for (const asset of seen) snapshot.ledger(asset).rename()
  }
  return executePlan({
    plan,
    model,
    store,
    snapshot,
    guard: of.guard,
    clock,
    environment,
    overrides,
    recovered: of.recovered,
    notes: await derivedEvents(session, plan, snapshot),
    columns: session.columnReads,
    resumes,
    options: { ...of.run, chunk },
  })
}

/** History under another name or cut is taken over by the next run, also when it finds nothing to make. */
async function takeOver(session: Session, { plan, snapshot }: Planned): Promise<void> {
  const events = historyEvents(
    snapshot,
    plan.moves.map(({ asset }) => asset),
  )
  if (events.length > 0) await session.parts.store.append(events)
}

function nothingToDo(plan: Plan, recovered: readonly string[]): RunResult {
  const ok = plan.skips.every(({ fine }) => fine)
  return {
    runId: '',
    ok,
    outcome: ok ? 'succeeded' : 'failed',
    seconds: 0,
    plan,
    steps: [],
    failures: [],
    checks: { passed: 0, failed: [] },
    recovered,
  }
}
