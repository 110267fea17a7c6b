import { digest } from '../base/digest.ts'
import { canonicalJson } from '../base/json.ts'
import type { StepDefinition } from '../define/definition.ts'
import { inputsOf, ioOf, type ResolvedInput } from '../graph/index.ts'
import type { Partitions } from '../partitions/index.ts'
import { schemaParts } from './schema-parts.ts'
import type { Snapshot } from './snapshot.ts'
import type { Staleness } from './staleness.ts'

/** Instead of a recipe: the assets made together with this one could not be recorded. Equal to nothing. */
export const halfRecorded = 'half'

/**
 * Everything beside its code and the values that it reads that decides what comes out of an asset: which deps it reads
 * through which mappings in which shapes, and where it is kept. Upstreams count by the name that they had first. Behind
 * `#` stands how the asset and its upstreams are cut, which decides the values that are read, and nothing else.
 */
export function recipeOf(snapshot: Snapshot, step: StepDefinition, asset: string): string {
  const known = recipes.get(snapshot) ?? new Map<string, string>()
  recipes.set(snapshot, known)
  const recipe = known.get(asset) ?? composed(snapshot, step, asset)
  known.set(asset, recipe)
  return recipe
}

const recipes = new WeakMap<Snapshot, Map<string, string>>()

/** A recipe as it was in an earlier snapshot: the same for as long as all that is recorded is read by names of then. */
interface Usual {
  readonly origins: readonly string[]
  readonly recipe: string
}
const usual = new WeakMap<readonly ResolvedInput[], Map<string, Usual>>()

function composed(snapshot: Snapshot, step: StepDefinition, asset: string): string {
  const inputs = inputsOf(snapshot.model, step)
  const ofStep = usual.get(inputs) ?? new Map<string, Usual>()
  const known = ofStep.get(asset)
  if (known && isAsUsual(snapshot, inputs, known)) return known.recipe
  const unread = inputs.flatMap((input) => unreadOf(snapshot, input))
  const recipe = written(snapshot, { step, asset, unread })
  if (unread.length === 0)
    usual.set(inputs, ofStep.set(asset, { origins: inputs.map((input) => originOf(snapshot, input)), recipe }))
  return recipe
}

function isAsUsual(snapshot: Snapshot, inputs: readonly ResolvedInput[], { origins }: Usual): boolean {
  return inputs.every(
    (input, index) => originOf(snapshot, input) === origins[index] && unreadOf(snapshot, input).length === 0,
  )
}

function written(
  snapshot: Snapshot,
  of: { readonly step: StepDefinition; readonly asset: string; readonly unread: readonly string[] },
): string {
  const definition = snapshot.model.assets.get(of.asset)
  const store = (definition && ioOf(snapshot.model, definition)?.name) ?? ''
  const deps = inputsOf(snapshot.model, of.step).map((input) => depOf(snapshot, input))
  return `${deps.join()}@${store}#${cutsOf(snapshot, of.step, of.unread)}`
}

function originOf(snapshot: Snapshot, { self, asset }: ResolvedInput): string {
  return self ? 'self' : snapshot.ledger(asset).record.origin
}

/** Whether two recipes are one but for how things are cut. */
export function isSameRecipe(a: string, b: string): boolean {
  return a === b || withoutCuts(a) === withoutCuts(b)
}

/** How a recorded recipe differs from the one that holds now. */
export function recipeChange(recorded: string, now: string): Staleness | undefined {
  if (isSameRecipe(recorded, now)) return undefined
  const [before, after] = [depLines(recorded), depLines(now)]
  const changed = [...after, ...before].find((line) => !(before.has(line) && after.has(line)))
  return changed === undefined
    ? { reason: 'store changed' }
    : { reason: 'deps changed', detail: changed.split(':', 1)[0] }
}

function depLines(recipe: string): ReadonlySet<string> {
  const lines = recipe.slice(0, recipe.indexOf('@'))
  return new Set(lines === '' ? [] : lines.split(','))
}

function withoutCuts(recipe: string): string {
  return recipe.slice(0, recipe.lastIndexOf('#'))
}

/** One word for the partitions of an asset and of all that it reads. */
function cutsOf(snapshot: Snapshot, step: StepDefinition, unread: readonly string[]): string {
  const inputs = inputsOf(snapshot.model, step)
  if (inputs.length === 0) return ''
  const own = fingerprintOf(step.partitions)
  const upstream = inputs.map(({ asset }) => fingerprintOf(snapshot.grid(asset).partitions))
  const isOneCut = unread.length === 0 && upstream.every((cut) => cut === own)
  return isOneCut ? own : digest([own, ...upstream, ...unread].join()).slice(0, 12)
}

/**
 * What is recorded of an upstream and yet not read: partitions that do not exist, and such of externals as cannot be read.
 * When one comes or goes, no event says that its readers changed.
 */
function unreadOf(snapshot: Snapshot, { self, asset, dep, mapping }: ResolvedInput): readonly string[] {
  if (self) return nothing
  const upstream = snapshot.ledger(asset)
  const readsAny = mapping.kind === 'identity' || mapping.kind === 'along' || mapping.kind === 'latest'
  const unread = readsAny ? upstream.lost : upstream.hidden(snapshot.now).union(upstream.lost)
  return unread.isEmpty ? nothing : [`${dep} without ${unread.encode()}`]
}

const nothing: readonly string[] = []

const fingerprints = new WeakMap<Partitions, string>()

function fingerprintOf(partitions: Partitions): string {
  const known = fingerprints.get(partitions) ?? digest(canonicalJson(partitions)).slice(0, 12)
  fingerprints.set(partitions, known)
  return known
}

const depWords = new WeakMap<ResolvedInput, { readonly upstream: string; readonly word: string }>()

/** `name:hash` of one dep. A hash takes longer than all else here, and most upstreams never change their name. */
function depOf(snapshot: Snapshot, input: ResolvedInput): string {
  const upstream = originOf(snapshot, input)
  const known = depWords.get(input)
  if (known?.upstream === upstream) return known.word
  const { dep, asset, mapping, views, alias = '' } = input
  const seen = views.map(({ name }) => name).join()
  const line = [upstream, mappingText(mapping), seen, alias, readerSchema(snapshot, asset)].join('\t')
  const word = `${dep}:${digest(line).slice(0, 12)}`
  depWords.set(input, { upstream, word })
  return word
}

function mappingText(mapping: ResolvedInput['mapping']): string {
  if (mapping.kind === 'identity' || mapping.kind === 'latest' || mapping.kind === 'within') return mapping.kind
  // A mapping of one's own is code: of the two functions, which mirror each other, this one decides what is read.
  if (mapping.kind === 'mapped')
    return `mapped ${mapping.table ? canonicalJson(mapping.table) : String(mapping.upstream)}`
  return canonicalJson(mapping)
}

/** A value that is made elsewhere reaches its readers through the schema that is declared here. */
function readerSchema(snapshot: Snapshot, asset: string): string {
  const definition = snapshot.model.assets.get(asset)
  if (!definition || definition.step.produce || !definition.schema) return ''
  return digest(canonicalJson(schemaParts(definition.schema).shape))
}
