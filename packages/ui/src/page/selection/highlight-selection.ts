/** A piece of a selection, for its colour. */
export interface Piece {
  readonly text: string
  readonly kind: 'attribute' | 'keyword' | 'sign' | 'word' | 'wrong'
}

/** Only colours: what is right or wrong is the server's to say, with the parser of the command line. */
const pattern =
  /(?<word>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<attribute>[A-Za-z_][\w-]*:)|(?<sign>\d*\+\d*|[(),=])|(?<keyword>\b(?:and|or|not)\b)|(?<rest>[^\s()"',+=:]+|.)/gisu

/** Cuts a selection into coloured pieces that together are all of it; `wrong` is the span that the server does not understand. */
export function highlightSelection(text: string, wrong?: { start: number; end: number }): readonly Piece[] {
  const pieces: Piece[] = []
  for (const found of text.matchAll(pattern)) {
    const { attribute, sign, keyword } = found.groups ?? {}
    const kind = attribute ? 'attribute' : sign ? 'sign' : keyword ? 'keyword' : 'word'
    pieces.push({ text: found[0], kind })
  }
  return joined(wrong ? pieces.flatMap(cutAt(wrong)) : pieces)
}

/** Cuts the pieces that a span goes through. A span at the end of the text, where something is missing, is in no piece. */
function cutAt({ start, end }: { start: number; end: number }): (piece: Piece) => readonly Piece[] {
  let place = 0
  return ({ text, kind }) => {
    const from = Math.max(0, Math.min(text.length, start - place))
    const to = Math.max(0, Math.min(text.length, end - place))
    place += text.length
    const wrong = { text: text.slice(from, to), kind: 'wrong' as const }
    return [{ text: text.slice(0, from), kind }, wrong, { text: text.slice(to), kind }].filter(
      (piece) => piece.text !== '',
    )
  }
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const runs: Piece[] = []
  for (const piece of pieces) {
    const last = runs.at(-1)
    if (last?.kind === piece.kind) runs[runs.length - 1] = { ...piece, text: last.text + piece.text }
    else runs.push(piece)
  }
  return runs
}
