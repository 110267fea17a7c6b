/** What an element holds: text, or elements by name, each of them once or several times. Absent ones are left out. */
export type Xml = string | number | boolean | Date | { readonly [element: string]: Xml | readonly Xml[] | undefined }

/** A whole document with one element around everything. */
export function xmlDocument(root: string, content: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementOf(root, content)}`
}

/** The texts of all elements of this name, however deep. Enough for what clients send: nothing in it repeats a name inside. */
export function textsIn(document: string, element: string): readonly string[] {
  return Array.from(document.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g')), ([, text = '']) =>
    unescaped(text),
  )
}

function elementOf(name: string, content: Xml): string {
  return `<${name}>${contentOf(content)}</${name}>`
}

function contentOf(content: Xml): string {
  if (content instanceof Date) return content.toISOString()
  if (typeof content !== 'object') return escaped(String(content))
  return Object.entries(content)
    .flatMap(([name, inner]) => [inner ?? []].flat().map((each: Xml) => elementOf(name, each)))
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll(/[<>&'"\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal))
    if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16))
    return entities.get(name) ?? whole
  })
}
