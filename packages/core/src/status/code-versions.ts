import type { StepDefinition } from '../define/definition.ts'
import { resourceNode } from '../define/resource.ts'
import { assetsOf } from '../graph/index.ts'
import { type CodeVersion, CodeVersions } from './code-version/index.ts'
import { schemaParts } from './schema-parts.ts'

/** The code version of steps: computed when first asked for, since it reads and parses sources. */
export class StepCodeVersions {
  readonly #versions = new CodeVersions()
  readonly #known = new Map<StepDefinition, CodeVersion>()

  async of(step: StepDefinition): Promise<CodeVersion> {
    const known = this.#known.get(step)
    if (known) return known
    const version = await this.#compute(step)
    this.#known.set(step, version)
    return version
  }

  async #compute(step: StepDefinition): Promise<CodeVersion> {
    const explicit = step.described.codeVersion
    if (explicit !== undefined) return { version: `explicit:${explicit}` }
    const parts = await step.code()
    const schemas = assetsOf(step).map(({ schema }) => schemaParts(schema))
    const opens = Object.values(step.resources).map((resource) => resourceNode(resource).open)
    return this.#versions.of({
      functions: [...parts.functions, ...opens, ...schemas.flatMap(({ functions }) => functions)],
      values: [
        ...(parts.values ?? []),
        schemas.map(({ shape }) => shape),
        assetsOf(step).map(({ target }) => target ?? null),
      ],
    })
  }
}

/** The version as it is recorded. A version that is not known equals nothing, not even itself. */
export function versionText(version: CodeVersion): string {
  return 'version' in version ? version.version : `unknown: ${version.unknown}`
}
