/** Ends the walk over code that cannot be known by reading it. `CodeVersions` turns it into an answer. */
export class Unknowable extends Error {
  override readonly name = 'Unknowable'
}

/** @param cause what stands in the way, as a noun phrase: 'eval in `prices.ts`'. */
export function unknowable(cause: string): never {
  throw new Unknowable(cause)
}

/** A file as causes call it: short, and the same on every machine. */
export function fileNameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
