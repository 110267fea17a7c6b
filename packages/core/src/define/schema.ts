/** Any Standard Schema (zod 3.24+ and 4, valibot, arktype; https://standardschema.dev). Tables also need to know their columns: zod 4 tells them. */
export interface Schema<out T> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => unknown
    readonly types?: { readonly input: unknown; readonly output: T } | undefined
  }
}

/** What a schema's type is as an asset's value: arrays are read only, since several readers may share one. */
export type Value<T> = T extends readonly unknown[] ? Readonly<T> : T
