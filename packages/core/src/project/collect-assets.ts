import { brandOf } from '../base/brand.ts'
import { type AnyAsset, type AssetDefinition, definitionOf } from '../define/index.ts'
import { HeadwaterError } from '../errors/index.ts'
import { assetsOf } from '../graph/index.ts'

/** An asset, or a module whose exports may be assets. */
export type AssetSource = AnyAsset | { readonly [exported: string]: unknown }

/**
 * The assets in the sources, each once, in the order given. Of a module its exported assets count, lists of assets, and
 * what a `multiAsset` returned; with one output of a multiAsset come all. What is neither is a problem at the top level, and
 * ignored among the exports of a module.
 */
export function collectAssets(sources: readonly AssetSource[], problems: HeadwaterError[]): readonly AssetDefinition[] {
  const collected = new Set<AssetDefinition>()
  for (const [index, source] of sources.entries()) {
    const found = [...assetsIn(source)]
    if (found.length === 0 && !isModule(source)) problems.push(notAnAsset(index, source))
    for (const definition of found) for (const output of assetsOf(definition.step)) collected.add(output)
  }
  return [...collected]
}

function* assetsIn(source: unknown): Iterable<AssetDefinition> {
  if (brandOf(source) === 'asset') yield definitionOf(source)
  else if (isModule(source)) for (const exported of Object.values(source)) yield* assetsAmong(exported)
}

function* assetsAmong(exported: unknown): Iterable<AssetDefinition> {
  if (brandOf(exported) === 'asset') yield definitionOf(exported)
  else if (typeof exported === 'object' && exported !== null && brandOf(exported) === undefined) {
    const members = Object.values(exported)
    if (members.every((member) => brandOf(member) === 'asset')) yield* members.map(definitionOf)
  }
}

function isModule(source: unknown): source is { readonly [exported: string]: unknown } {
  return typeof source === 'object' && source !== null && !Array.isArray(source)
}

function notAnAsset(index: number, source: unknown): HeadwaterError {
  return new HeadwaterError('ASSET_EXPECTED', {
    message: `\`assets[${index}]\` of the project is ${typeof source === 'string' ? `the text \`${source}\`` : `a ${source === null ? 'null' : typeof source}`}, not an asset or a module of assets`,
    hint: 'Give assets by reference: `assets: [prices]`, or a module: `import * as market`, `assets: [market]`.',
  })
}
