/** What a conformance suite needs of a test runner; vitest and jest have it as it stands. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
  readonly expect: (actual: unknown) => { toEqual(expected: unknown): void }
}
