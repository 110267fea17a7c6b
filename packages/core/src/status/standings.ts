import { inParallel } from '../io/in-parallel.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { LedgerChange } from '../state/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import { type Answer, groundsOf, type Standard, stillHolds } from './grounds.ts'
import { inChunks } from './in-chunks.ts'
import { type Question, questionsOf } from './question.ts'
import { type InputDifference, inputDifference } from './projection.ts'
import type { Reads } from './reads.ts'
import { InputResolver } from './resolve-inputs.ts'
import type { Snapshot } from './snapshot.ts'
import {
  decodeStanding,
  encodeStanding,
  type StaleInputs,
  type Standing,
  touched,
  type UpstreamChange,
  withoutStale,
} from './standing.ts'

/** So many partitions of an asset are compared at a time. */
const chunk = 500
/** Of so many assets: what they read is asked for, and so read, together. */
const questionsAtOnce = 64

/**
 * Which partitions read other data than is recorded now. An answer is kept and brought up to date from what happened
 * since: it costs by the number of changes and of partitions that they reach, whatever the number of partitions is.
 */
export class Standings {
  readonly #known = new Map<string, Standing>()
  readonly #answers = new Map<string, Answer>()

  /** The partitions of some assets whose inputs changed, by asset. Fresh assets are left out. */
  async of(snapshot: Snapshot, assets: readonly Standard[]): Promise<ReadonlyMap<string, readonly StaleInputs[]>> {
    const recorded = snapshot.asRecorded()
    if (recorded === snapshot) return this.#recorded(snapshot, assets)
    const questions = questionsOf(recorded, assets)
    const standings = await this.#standings(recorded, questions)
    const found = new Map<string, readonly StaleInputs[]>()
    // What was just seen of externals is no conclusion from the log, so it is not kept.
    for (const question of questionsOf(snapshot, assets)) {
      const stale = await withUnrecorded(snapshot, question, standings.get(question.name)?.stale ?? [])
      if (stale.length > 0) found.set(question.asset, stale)
    }
    return found
  }

  /** The answers that follow from the log alone: where nothing that they depend on is another object, they stand. */
  async #recorded(
    snapshot: Snapshot,
    assets: readonly Standard[],
  ): Promise<ReadonlyMap<string, readonly StaleInputs[]>> {
    const found = new Map<string, readonly StaleInputs[]>()
    const open: Standard[] = []
    for (const standard of assets) {
      const known = this.#answers.get(standard.asset)
      if (!known || !stillHolds(known, snapshot, standard)) open.push(standard)
      else if (known.stale.length > 0) found.set(standard.asset, known.stale)
    }
    const questions = new Map(questionsOf(snapshot, open).map((question) => [question.asset, question]))
    const standings = await this.#standings(snapshot, [...questions.values()])
    for (const standard of open) {
      const stale = standings.get(questions.get(standard.asset)?.name ?? '')?.stale ?? []
      this.#answers.set(standard.asset, { ...groundsOf(snapshot, standard), stale })
      if (stale.length > 0) found.set(standard.asset, stale)
    }
    return found
  }

  /** The standings by name, as of the snapshot or later. */
  async #standings(snapshot: Snapshot, questions: readonly Question[]): Promise<ReadonlyMap<string, Standing>> {
    const subsets = new Map<string, Subset>()
    await this.#recall(snapshot, questions, subsets)
    const all = new Map<string, Standing>()
    const late: Late[] = []
    for (const question of questions) {
      const base = this.#base(question)
      if (base.position >= question.newest) all.set(question.name, base)
      else late.push({ question, base })
    }
    const changes = await changesFor(snapshot, late)
    const concluded = new Map<string, string>()
    const standings = await inParallel(late, questionsAtOnce, (each) => broughtUpToDate(snapshot, each, changes))
    for (const [index, { question }] of late.entries()) {
      const standing = withShared(subsets, standings[index] ?? this.#base(question))
      all.set(question.name, standing)
      this.#known.set(question.name, standing)
      concluded.set(question.name, encodeStanding(standing))
    }
    if (concluded.size > 0) await snapshot.store.ledger.remember(concluded)
    return all
  }

  async #recall(snapshot: Snapshot, questions: readonly Question[], subsets: Map<string, Subset>): Promise<void> {
    const unknown = questions.map(({ name }) => name).filter((name) => !this.#known.has(name))
    if (unknown.length === 0) return
    for (const [name, text] of await snapshot.store.ledger.recall(unknown))
      this.#known.set(name, withShared(subsets, decodeStanding(text)))
  }

  /** What is known to start from; nothing, when the asset or what it reads is cut otherwise since. */
  #base({ name, key }: Question): Standing {
    const known = this.#known.get(name)
    return known?.key === key ? known : { key, position: 0, stale: [] }
  }
}

/** Assets that are cut alike mostly have equal stale partitions: one object for them makes their arithmetic one, too. */
function withShared(subsets: Map<string, Subset>, standing: Standing): Standing {
  if (standing.stale.length === 0) return standing
  const stale = standing.stale.map((each) => {
    const text = each.partitions.encode()
    const shared = subsets.get(text) ?? each.partitions
    subsets.set(text, shared)
    return { ...each, partitions: shared }
  })
  return { ...standing, stale }
}

/** A question whose answer is older than what happened, and the answer. */
interface Late {
  readonly question: Question
  readonly base: Standing
}

/** Changes by asset, as far back as any of the questions needs them. */
async function changesFor(
  snapshot: Snapshot,
  late: readonly Late[],
): Promise<ReadonlyMap<string, readonly LedgerChange[]>> {
  const { ledger: store } = snapshot.store
  const changes = new Map<string, readonly LedgerChange[]>()
  const read = new Map<string, number>()
  let wanted = new Map<string, number>()
  const want = ({ recordedAs }: AssetLedger, after: number): void => {
    if (after < (read.get(recordedAs) ?? Number.POSITIVE_INFINITY))
      wanted.set(recordedAs, Math.min(after, wanted.get(recordedAs) ?? after))
  }
  const fetch = async (): Promise<void> => {
    if (wanted.size === 0) return
    const found = Map.groupBy(await store.changes(wanted), ({ asset }) => asset)
    for (const [asset, after] of wanted) {
      read.set(asset, after)
      changes.set(asset, found.get(asset) ?? [])
    }
    wanted = new Map()
  }
  for (const { question, base } of late) want(question.ledger, base.position)
  await fetch()
  // What was made after the last look may have read what was there before it.
  for (const { question, base } of late) {
    const made = ownChanges(question, base, changes)
    for (const { upstream } of question.reads) want(upstream, earliest(made, base))
  }
  await fetch()
  return changes
}

function ownChanges(
  { ledger }: Question,
  base: Standing,
  changes: ReadonlyMap<string, readonly LedgerChange[]>,
): readonly LedgerChange[] {
  return (changes.get(ledger.recordedAs) ?? []).filter(({ position }) => position > base.position)
}

/** How far the log had been read by what was made since, at least. */
function earliest(made: readonly LedgerChange[], base: Standing): number {
  return made.reduce((first, { asOf }) => Math.min(first, asOf), base.position)
}

async function broughtUpToDate(
  snapshot: Snapshot,
  { question, base }: Late,
  changes: ReadonlyMap<string, readonly LedgerChange[]>,
): Promise<Standing> {
  const { ledger, reads, candidates, recipe } = question
  const own = ownChanges(question, base, changes)
  const remade = own.reduce((all, { partitions }) => all.union(partitions), Subset.empty)
  const upstream = upstreamChanges(snapshot, { reads, changes, after: earliest(own, base) })
  const reached = touched(base.position, own, upstream)
  const strange = cutOtherwise(ledger, recipe)
  const suspects = reached.union(base.position === 0 ? strange : strange.intersect(remade)).intersect(candidates)
  const before = withoutStale(base.stale, remade.union(suspects)).map((each) => ({
    ...each,
    partitions: each.partitions.intersect(candidates),
  }))
  const found = await differing(snapshot, question, suspects)
  return { key: question.key, position: snapshot.position, stale: merged([...before, ...found]) }
}

/** Stale inputs with what externals were just seen to be, which the log does not know. */
async function withUnrecorded(
  snapshot: Snapshot,
  question: Question,
  stale: readonly StaleInputs[],
): Promise<readonly StaleInputs[]> {
  const suspects = question.reads
    .reduce((all, reads) => all.union(reads.to(reads.upstream.unrecorded())), Subset.empty)
    .intersect(question.candidates)
  if (suspects.isEmpty) return stale
  return merged([...withoutStale(stale, suspects), ...(await differing(snapshot, question, suspects))])
}

/** Partitions that were made when the asset or what it reads was cut otherwise: nobody knows whether they read the same. */
function cutOtherwise({ record }: AssetLedger, recipe: string): Subset {
  return record.made
    .filter((made) => made.recipe !== recipe)
    .reduce((all, { partitions }) => all.union(partitions), Subset.empty)
}

function upstreamChanges(
  snapshot: Snapshot,
  of: {
    readonly reads: readonly Reads[]
    readonly changes: ReadonlyMap<string, readonly LedgerChange[]>
    readonly after: number
  },
): readonly UpstreamChange[] {
  const found: UpstreamChange[] = []
  for (const reads of of.reads) {
    for (const change of of.changes.get(reads.upstream.recordedAs) ?? []) {
      if (change.position <= of.after || change.changed.isEmpty) continue
      found.push({ change, readers: () => reads.to(change.changed) })
    }
    const moved = reads.input.alias === undefined ? undefined : aliasChange(snapshot, reads, reads.input.alias)
    if (moved && moved.change.position > of.after) found.push(moved)
  }
  return found.sort((a, b) => a.change.position - b.change.position)
}

/** An alias that moved reaches all readers. */
function aliasChange(snapshot: Snapshot, reads: Reads, alias: string): UpstreamChange | undefined {
  const row = snapshot.alias(reads.input.asset, alias)
  if (!row) return undefined
  const { asset, position, time, runId } = row
  const everything = Subset.of([{ series: '', ordinal: 0 }])
  const change = { asset, position, time, runId, asOf: position, kind: 'made', partitions: everything } as const
  return { change: { ...change, changed: everything }, readers: () => reads.to(everything) }
}

/** Those of some partitions whose recorded inputs differ from what would be read now, by the first upstream that differs. */
async function differing(
  snapshot: Snapshot,
  { step, asset, ledger }: Question,
  suspects: Subset,
): Promise<readonly StaleInputs[]> {
  if (suspects.isEmpty) return []
  const resolver = new InputResolver(snapshot)
  const found: StaleInputs[] = []
  for (const cells of inChunks(suspects, chunk)) {
    const rows = await ledger.rows(cells)
    const readings = await resolver.read(step, asset, cells)
    const changed = new Map<string, { readonly of: InputDifference; readonly cells: Cell[] }>()
    for (const cell of cells.cells()) {
      const of = inputDifference(step, readings(cell), rows.get(cell)?.inputs ?? [])
      if (!of) continue
      const group = changed.get(nameOf(of)) ?? { of, cells: [] }
      group.cells.push(cell)
      changed.set(nameOf(of), group)
    }
    for (const { of, cells } of changed.values()) found.push({ ...of, partitions: Subset.of(cells) })
  }
  return merged(found)
}

function merged(stale: readonly StaleInputs[]): readonly StaleInputs[] {
  const groups = new Map<string, StaleInputs>()
  for (const each of stale) {
    if (each.partitions.isEmpty) continue
    const known = groups.get(nameOf(each))
    groups.set(nameOf(each), known ? { ...known, partitions: known.partitions.union(each.partitions) } : each)
  }
  return [...groups.values()]
}

function nameOf({ upstream, unread }: InputDifference): string {
  return `${upstream}\t${unread ?? ''}`
}
