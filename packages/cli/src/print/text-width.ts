import { stripVTControlCharacters } from 'node:util'

/** Characters that stand two columns wide: East Asian wide ones, and pictures. Source: Unicode TR 11, in short. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const zero = /\p{Mn}|\p{Me}|\p{Cf}/u
/** Most texts hold nothing else, and each of these is one column wide: no need to look at them one by one. */
const plain = /^[\x20-\x7e]*$/

/** How many columns a text takes on the screen. Colours take none. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of stripVTControlCharacters(text)) width += columnsOf(character)
  return width
}

/** The text, cut to `width` columns. It must not be painted yet. */
export function shortened(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text
  let short = ''
  let left = width - ellipsis.length
  for (const character of text) {
    left -= columnsOf(character)
    if (left < 0) break
    short += character
  }
  return left < 0 && width < ellipsis.length ? ellipsis.slice(0, width) : short + ellipsis
}

/** The text on one line, without anything that a terminal would obey. */
export function oneLine(text: string): string {
  return (plain.test(text) ? text : stripVTControlCharacters(text)).replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
}

function columnsOf(character: string): number {
  if (character.length === 1 && character < '\u0300') return 1
  return zero.test(character) ? 0 : wide.test(character) ? 2 : 1
}
