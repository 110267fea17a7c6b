import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { CheckNode } from '../define/check.ts'
import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import { resourceNode } from '../define/resource.ts'
import { assetsOf } from '../graph/index.ts'
import { failOnPath } from '../io/durable-file.ts'
import {
  type CodeManifest,
  type CodeSource,
  type CodeVersion,
  CodeVersions,
  manifestName,
  textDigest,
  type WrittenSource,
} from './code-version/index.ts'
import { schemaDefinition } from './schema-parts.ts'

/** The code version of steps and of checks: computed when first asked for, since it reads and parses sources. */
export class StepCodeVersions {
  readonly #versions = new CodeVersions()
  readonly #ofSteps = new Map<StepDefinition, CodeVersion>()
  readonly #ofChecks = new Map<CheckNode, CodeVersion>()

  /** Those of many steps, as they are recorded. To wait for each of ten thousand takes longer than to look it up. */
  async textsOf(steps: Iterable<StepDefinition>): Promise<ReadonlyMap<StepDefinition, string>> {
    const texts = new Map<StepDefinition, string>()
    for (const step of steps) texts.set(step, versionText(this.#ofSteps.get(step) ?? (await this.of(step))))
    return texts
  }

  /** Throws PACKAGE_MISSING when one of the `codePackages` is not installed. */
  async of(step: StepDefinition): Promise<CodeVersion> {
    const known = this.#ofSteps.get(step)
    if (known) return known
    const explicit = step.described.codeVersion
    const version =
      explicit === undefined ? this.#versions.of(await stepSource(step)) : { version: `explicit:${explicit}` }
    this.#ofSteps.set(step, version)
    return version
  }

  /**
   * The version of one check of an asset: of its function, what that captured, and the severity that its results are
   * recorded with. It is no part of the version of the step.
   */
  ofCheck(asset: AssetDefinition, check: CheckNode): CodeVersion {
    const version = this.#ofChecks.get(check) ?? this.#versions.of(checkSource(asset, check))
    this.#ofChecks.set(check, version)
    return version
  }

  /** The code of a function as a person wrote it. Undefined where no source of the project holds it. */
  sourceOf(fn: Function): WrittenSource | undefined {
    return this.#versions.sourceOf(fn)
  }

  /** What only a build can tell: the versions of all functions of these steps and their checks, by name. */
  async inSources(steps: Iterable<StepDefinition>): Promise<CodeManifest['code']> {
    const sources: CodeSource[] = []
    for (const step of steps) {
      if (step.produce && step.described.codeVersion === undefined) sources.push(await stepSource(step))
      for (const asset of assetsOf(step)) sources.push(...asset.checks.map((check) => checkSource(asset, check)))
    }
    return Object.fromEntries(sources.map((source) => [source.name, this.#versions.ofCode(source)]))
  }
}

/**
 * Writes `headwater-code.json`, from which bundles read the versions of the code in them: their own text mixes modules
 * and tells too little. Call it in the build, after the bundler, in a process that has loaded the project from its
 * sources. It holds for these bundles only, so every build writes it anew.
 *
 * @param to.folder the folder of the bundles, or one above them.
 * @param to.bundles the files that the bundler wrote, by path from the folder.
 * @returns the path of the file. Throws PACKAGE_MISSING, and IO_FAILED where a bundle cannot be read.
 */
export async function writeCodeManifest(
  steps: Iterable<StepDefinition>,
  to: { readonly folder: string; readonly bundles: readonly string[] },
): Promise<string> {
  const bundles: { [path: string]: string } = {}
  for (const bundle of to.bundles) {
    const path = join(to.folder, bundle)
    const text = await readFile(path, 'utf8').catch((error: unknown) => failOnPath(error, path))
    bundles[relative(to.folder, path).replaceAll(sep, '/')] = textDigest(text)
  }
  const manifest: CodeManifest = { format: 1, bundles, code: await new StepCodeVersions().inSources(steps) }
  const path = join(to.folder, manifestName)
  await writeFile(path, `${JSON.stringify(manifest, undefined, 2)}\n`).catch((error: unknown) =>
    failOnPath(error, path),
  )
  return path
}

/** The version as it is recorded. A version that is not known equals nothing, not even itself. */
export function versionText(version: CodeVersion): string {
  return 'version' in version ? version.version : `unknown: ${version.unknown}`
}

async function stepSource(step: StepDefinition): Promise<CodeSource> {
  const { functions, values = [] } = await step.code()
  const assets = assetsOf(step)
  return {
    name: step.name,
    functions: [...functions, ...Object.values(step.resources).map((resource) => resourceNode(resource).open)],
    packages: step.described.codePackages,
    definitions: assets.map(({ schema }) => schemaDefinition(schema)),
    values: [...values, assets.map(({ target }) => target ?? null)],
  }
}

/** Neither a key nor the name of a check holds a colon. */
function checkSource(asset: AssetDefinition, check: CheckNode): CodeSource {
  return { name: `${asset.key}:${check.name}`, functions: [check.run], values: [check.scope] }
}
