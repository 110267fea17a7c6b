/**
 * Prints the versions of the steps that a module exports, and of their checks, as JSON. Arguments: the module, the folder
 * of the manifest, and the bundles in it for which the manifest is to be written: none, and it is left alone.
 */
import { pathToFileURL } from 'node:url'
import type { StepDefinition } from '../../../src/define/definition.ts'
import { StepCodeVersions, writeCodeManifest } from '../../../src/status/code-versions.ts'

const [module = '', folder = '.', ...bundles] = process.argv.slice(2)
const { steps } = (await import(pathToFileURL(module).href)) as { readonly steps: readonly StepDefinition[] }
const versions = new StepCodeVersions()
const answers: { [name: string]: unknown } = {}
for (const step of steps) {
  answers[step.name] = await versions.of(step)
  for (const asset of Object.values(step.outputs))
    for (const check of asset.checks) answers[`${asset.key}:${check.name}`] = versions.ofCheck(asset, check)
}
if (bundles.length > 0) await writeCodeManifest(steps, { folder, bundles })
console.log(JSON.stringify(answers))
