/** A version of a model as a command line names it: by its number, or by an alias. */
export function versionNamed(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}
