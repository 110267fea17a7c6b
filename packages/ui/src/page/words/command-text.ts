/** A command as it is typed into a shell: words with characters that mean something there are quoted. */
export function commandText(words: readonly string[]): string {
  return ['headwater', ...words].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ')
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
