const registry = Symbol.for('headwater.secrets')

/**
 * A text without the secrets that the settings of the project have read. The project brings its own copy of the library,
 * which keeps them where all copies find them.
 */
export function masked(text: string): string {
  const { [registry]: secrets } = globalThis as { [registry]?: { mask(text: string): string } }
  return secrets ? secrets.mask(text) : text
}
