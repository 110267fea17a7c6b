const registry = Symbol.for('headwater.secrets')

/**
 * A text without the secrets that the settings of the project have read. The project brings its own copy of the library,
 * which keeps them where all copies find them.
 */
export function masked(text: string): string {
  return secretsNow()?.mask(text) ?? text
}

/** Whether there is any secret that texts may hold. */
export function hasSecrets(): boolean {
  return (secretsNow()?.spellings.length ?? 0) > 0
}

interface Secrets {
  readonly spellings: readonly string[]
  mask(text: string): string
}

function secretsNow(): Secrets | undefined {
  return (globalThis as { [registry]?: Secrets })[registry]
}
