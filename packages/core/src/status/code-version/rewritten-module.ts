import type { FunctionSite } from './scope.ts'
import type { SourceModule } from './source-module.ts'

/** Whether Vite (so vitest) rewrote the module: into one function whose imports and exports are variables and calls. */
export function isRewritten(text: string): boolean {
  return text.startsWith("'use strict';async (__vi")
}

/**
 * The function of the original module that stands at `offset` of the rewritten one. Rewriting keeps the functions of a
 * module and their order, so the nth is the nth; undefined if the two do not match one to one.
 */
export function siteInOriginal(
  rewritten: SourceModule,
  offset: number,
  original: SourceModule,
): FunctionSite | undefined {
  const [, ...added] = rewritten.names.functions
  const kept = added.filter(({ start }) => !isExport(rewritten.text, start))
  const wanted = rewritten.functionAt(offset)
  const { functions } = original.names
  const matches =
    kept.length === functions.length && kept.every(({ shape }, index) => shape === functions[index]?.shape)
  return wanted && matches ? functions[kept.indexOf(wanted)] : undefined
}

/** Whether the function is what Vite gives to `__vite_ssr_exportName__("name", () => ...)`. */
function isExport(text: string, start: number): boolean {
  return /__vi\w*_exportName__\("[^"]*", $/.test(text.slice(Math.max(0, start - 200), start))
}
