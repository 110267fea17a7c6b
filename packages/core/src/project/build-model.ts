import { type AssetDefinition, type Moved, resourceNode, type StepDefinition } from '../define/index.ts'
import { type ErrorCode, HeadwaterError } from '../errors/index.ts'
import {
  AssetGraph,
  assetsOf,
  describeGraphProblem,
  type GraphAsset,
  type ProjectDefaults,
  type ProjectModel,
  resolveDep,
  type ResolvedInput,
  throughViews,
  validateGraph,
} from '../graph/index.ts'
import { checkMapping, type Partitions } from '../partitions/index.ts'
import { checkProblems } from './check-problems.ts'
import { formerKeys } from './former-keys.ts'
import { sharedTargets } from './shared-targets.ts'

/** Finds out whether the assets make a sound project, and everything that is wrong when they do not. */
export function buildModel(
  definitions: readonly AssetDefinition[],
  defaults: ProjectDefaults,
  problems: HeadwaterError[],
  moves: readonly Moved[] = [],
): ProjectModel {
  const steps = [...new Set(definitions.map(({ step }) => step))]
  const inputs = new Map(steps.map((step) => [step, resolveStep(step, problems)]))
  const graphAssets = definitions.map((definition) =>
    graphAsset(definition, inputs.get(definition.step) ?? [], defaults),
  )
  for (const problem of validateGraph(graphAssets))
    problems.push(new HeadwaterError(problem.code, describeGraphProblem(problem)))
  const former = formerKeys(moves, new Set(definitions.map(({ key }) => key)), problems)
  problems.push(...resourceProblems(steps), ...steps.flatMap((step) => step.problems?.() ?? []))
  problems.push(...checkProblems(definitions), ...sharedTargets(definitions, defaults))
  if (problems.length > 0) throw projectError(problems)
  const graph = new AssetGraph(graphAssets)
  const assets = new Map(definitions.map((definition) => [definition.key, definition]))
  // Assets made together read the same upstreams, so they stand on one level, and the first of them is early enough.
  const ordered = new Set(graph.keys.flatMap((key) => assets.get(key)?.step ?? []))
  return { assets, steps: [...ordered], inputs: throughViews(inputs, assets), graph, defaults, formerKeys: former }
}

/** One mistake is thrown as it is; several together, each with its code and its hint. */
export function projectError(problems: readonly HeadwaterError[]): HeadwaterError {
  const [only] = problems
  if (only && problems.length === 1) return only
  const lines = problems.map(({ code, message, hint }) => `  ${code}: ${message}${hint ? `\n    ${hint}` : ''}`)
  return new HeadwaterError('PROJECT_INVALID', {
    message: `the project has ${problems.length} mistakes:\n${lines.join('\n')}`,
    hint: 'All of them are listed: mend them together.',
    cause: new AggregateError(problems),
  })
}

function resolveStep(step: StepDefinition, problems: HeadwaterError[]): readonly ResolvedInput[] {
  const resolved: ResolvedInput[] = []
  const report = (code: ErrorCode, message: string, hint: string): void =>
    void problems.push(
      new HeadwaterError(code, { asset: step.name, message: `asset \`${step.name}\`: ${message}`, hint }),
    )
  for (const [dep, declared] of Object.entries(depsOf(step, report))) {
    const resolution = resolveDep(dep, declared, assetsOf(step)[0]?.key ?? step.name)
    if (!resolution.ok) {
      report('DEP_INVALID', resolution.problem, depHint)
      continue
    }
    const { input, definition } = resolution
    resolved.push(input)
    const misfit = misfitOf(input, step.partitions, definition?.partitions ?? step.partitions)
    if (misfit) report('MAPPING_MISSING', `dep \`${dep}\` (\`${input.asset}\`): ${misfit}`, mappingHint)
    else if (readsAhead(input))
      report('DEP_INVALID', `dep \`${dep}\` reads a partition of its own that is not made before`, selfHint)
  }
  return resolved
}

type Report = (code: ErrorCode, message: string, hint: string) => void

const depHint =
  'A dep is an asset, or an asset in every(), lookback(), latest()...; files that import each other use a getter: `get deps() { return { other } }`.'
const mappingHint = 'Wrap it in every(), latest(), lookback(), within(), along() or mapped().'
const selfHint = 'Use offset(self, -1), another negative offset, or lookback(self, n).'

/** A getter of `deps` is user code, and the one mistake in it must not hide the others. */
function depsOf(step: StepDefinition, report: Report): ReturnType<StepDefinition['deps']> {
  try {
    return step.deps()
  } catch (thrown) {
    report('DEP_INVALID', `its \`deps\` threw ${String(thrown)}`, depHint)
    return {}
  }
}

function misfitOf(input: ResolvedInput, reader: Partitions, upstream: Partitions): string | undefined {
  if (input.alias !== undefined) return undefined
  // What mapped() was written for must be what the reader is.
  if (input.to) return checkMapping({ kind: 'identity' }, reader, input.to)
  return checkMapping(input.mapping, reader, upstream)
}

/** Partitions are made in their order, so that of its own an asset can read only those before. */
function readsAhead({ self, mapping }: ResolvedInput): boolean {
  if (!self || mapping.kind !== 'offset') return false
  const by = typeof mapping.by === 'number' ? [mapping.by] : Object.values(mapping.by)
  return by.some((steps) => steps > 0) || by.every((steps) => steps === 0)
}

function graphAsset(
  definition: AssetDefinition,
  inputs: readonly ResolvedInput[],
  defaults: ProjectDefaults,
): GraphAsset {
  const { key, described } = definition
  return {
    key,
    deps: inputs.filter(({ self }) => !self).map(({ asset }) => asset),
    group: described.group ?? groupOf(key),
    kinds: described.kinds ?? [],
    owners: described.owners ?? defaults.owners,
    tags: described.tags ?? {},
    selfDep: inputs.some(({ self }) => self),
  }
}

function groupOf(key: string): string {
  const slash = key.lastIndexOf('/')
  return slash < 0 ? 'default' : key.slice(0, slash)
}

/** Two resources of one name would share their variables and their overrides. */
function resourceProblems(steps: readonly StepDefinition[]): readonly HeadwaterError[] {
  const byName = new Map<string, unknown>()
  const clashes = new Set<string>()
  for (const of of steps.flatMap((step) => Object.values(step.resources))) {
    const node = resourceNode(of)
    if ((byName.get(of.name) ?? node) !== node) clashes.add(of.name)
    byName.set(of.name, node)
  }
  return [...clashes].map(
    (name) =>
      new HeadwaterError('DEFINITION_INVALID', {
        message: `two different resources are named \`${name}\``,
        hint: 'Give each a name of its own: their variables are named after them.',
      }),
  )
}
