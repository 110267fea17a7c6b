/** What may stand in `sel` and `open` of the address beside asset keys and groups. */
export const groupPrefix = 'group:'
export const stackPrefix = 'stack:'

/** A term of a selection, quoted where that is needed: `key:market/prices`, `group:"two words"`. */
export function selectionTerm(attribute: 'key' | 'group', value: string): string {
  const plain = /^[\w./-]+$/.test(value)
  return `${attribute}:${plain ? value : JSON.stringify(value)}`
}

/** A selection of what is selected on the page: assets and groups. */
export function selectionOf(selected: readonly string[]): string {
  return selected
    .map((one) =>
      one.startsWith(groupPrefix) ? selectionTerm('group', one.slice(groupPrefix.length)) : selectionTerm('key', one),
    )
    .join(' or ')
}
