/** What decides about a result: functions, and values beside them (SQL text, a schema, parameters). */
export interface CodeSource {
  /** What the code manifest of a build calls it, and errors. */
  readonly name: string
  readonly functions: readonly Function[]
  /** Packages whose installed version counts, looked for from the module of the first function. */
  readonly packages?: readonly string[] | undefined
  /** What belongs to the code and is no function, such as a schema: compared by content. */
  readonly definitions?: readonly unknown[] | undefined
  /** Compared by content, also in bundles: what may depend on where the project runs. */
  readonly values?: readonly unknown[] | undefined
}

/**
 * `version` is equal for equal code on every machine. `unknown` names what stands in the way of telling, as in
 * 'eval in `prices.ts`'; it equals nothing, not even itself.
 */
export type CodeVersion = { readonly version: string } | { readonly unknown: string }
