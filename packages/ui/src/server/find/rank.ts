/** How well a name fits what was typed, both in lower case: 0 is best. Undefined: not at all. */
export function rankOf(name: string, typed: string): number | undefined {
  if (name === typed) return 0
  const last = name.slice(name.lastIndexOf('/') + 1)
  if (last === typed) return 1
  if (last.startsWith(typed)) return 2
  if (name.startsWith(typed)) return 3
  if (name.includes(`/${typed}`) || name.includes(`_${typed}`)) return 4
  if (name.includes(typed)) return 5
  if (typed.includes(' ') && typed.split(/\s+/).every((word) => name.includes(word))) return 6
  return isWithin(name, typed) ? 7 : undefined
}

/** Whether the letters stand in the name in this order: `fsp` in `fct_stock_price`. */
function isWithin(name: string, typed: string): boolean {
  let from = 0
  for (const letter of typed) {
    from = name.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}
