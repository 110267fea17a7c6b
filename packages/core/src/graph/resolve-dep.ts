import { type AssetDefinition, definitionOf } from '../define/definition.ts'
import { type AnyDep, type DepNode, nodeOf, type View } from '../define/dep.ts'
import type { Mapping, Partitions } from '../partitions/index.ts'

/** A dep with its wrappers read: which asset, through which mapping, in which shape. */
export interface ResolvedInput {
  /** Its name in `deps`. */
  readonly dep: string
  /** The upstream's key; the asset's own for `self`. */
  readonly asset: string
  readonly self: boolean
  readonly mapping: Mapping
  /** Innermost first. */
  readonly views: readonly View[]
  readonly alias: string | undefined
  /** The partitions that a `mapped()` was written for. */
  readonly to: Partitions | undefined
  /** The view behind which it was found: it is no dep of the step itself, which is not handed it. See `throughViews`. */
  readonly through?: string | undefined
}

/** A dep as it was nested by hand: wrappers that cannot be combined are said, not guessed. */
export type Resolution =
  | { readonly ok: true; readonly input: ResolvedInput; readonly definition: AssetDefinition | undefined }
  | { readonly ok: false; readonly problem: string }

/** Unwraps one dep: `lookback(arrow(prices), 20)` is the asset `prices`, seen as arrow, mapped by a lookback. */
export function resolveDep(dep: string, declared: unknown, own: string): Resolution {
  const views: View[] = []
  let wrapping: Extract<DepNode, { kind: 'mapping' }> | undefined
  let alias: string | undefined
  let at = declared
  for (;;) {
    const node = nodeAt(at)
    if (!node) return refused(dep, `is ${at === undefined ? 'undefined' : `a ${typeof at}`}, not an asset`)
    switch (node.kind) {
      case 'asset': {
        const definition = definitionOf(at)
        return {
          ok: true,
          definition,
          input: { dep, asset: definition.key, self: false, ...seen(wrapping), views, alias },
        }
      }
      case 'self':
        if (wrapping?.mapping.kind !== 'offset' && wrapping?.mapping.kind !== 'lookback') {
          return refused(dep, 'reads the partition that the asset is making: use offset(self, -1) or lookback(self, n)')
        }
        return {
          ok: true,
          definition: undefined,
          input: { dep, asset: own, self: true, ...seen(wrapping), views, alias },
        }
      case 'view':
        views.unshift(node.view)
        break
      case 'alias':
        alias = node.alias
        break
      case 'mapping':
        if (wrapping)
          return refused(
            dep,
            `wraps ${node.mapping.kind}() in ${wrapping.mapping.kind}(): one mapping a dep, or mapped() for one of your own`,
          )
        wrapping = node
        break
      default:
        return node satisfies never
    }
    at = node.of
  }
}

function seen(wrapping: Extract<DepNode, { kind: 'mapping' }> | undefined): Pick<ResolvedInput, 'mapping' | 'to'> {
  return { mapping: wrapping?.mapping ?? { kind: 'identity' }, to: wrapping?.to }
}

function refused(dep: string, why: string): Resolution {
  return { ok: false, problem: `dep \`${dep}\` ${why}` }
}

function nodeAt(value: unknown): DepNode | undefined {
  return typeof value === 'object' && value !== null && '~dep' in value ? nodeOf(value as AnyDep) : undefined
}
