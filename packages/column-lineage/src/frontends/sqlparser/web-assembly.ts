/** A compiled module: opaque. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string
}

/** What is used here of WebAssembly: Node's types have none of it, and those of browsers bring all of the DOM along. */
interface WebAssemblyApi {
  readonly Module: { imports(module: WasmModule): readonly { readonly module: string; readonly name: string }[] }
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown }
  readonly RuntimeError: new () => Error
  compile(bytes: Uint8Array): Promise<WasmModule>
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly

/** A table of references. */
export interface WasmTable {
  grow(by: number): number
  get(index: number): unknown
  set(index: number, value: unknown): void
}
