import type { Call } from './command.ts'

const operators = new Set(['and', 'or', 'not'])

/**
 * The selection that was asked for; default: everything. Several words are alternatives, unless they are one expression
 * that the shell took apart.
 */
export function selectionOf({ args }: Pick<Call, 'args'>): string {
  return args.length === 0 ? '*' : args.some(isPiece) ? args.join(' ') : args.map(grouped).join(' or ')
}

/** The same with what is upstream or downstream of it, where the flags say so. */
export function selectionAround(call: Pick<Call, 'args' | 'flags'>): string {
  const { upstream, downstream } = call.flags
  const selection = selectionOf(call)
  return upstream || downstream ? `${upstream ? '+' : ''}(${selection})${downstream ? '+' : ''}` : selection
}

function isPiece(word: string): boolean {
  return operators.has(word.toLowerCase()) || word.endsWith(',') || word.startsWith(',')
}

function grouped(word: string, _: number, { length }: readonly string[]): string {
  return length > 1 && /\s/.test(word) ? `(${word})` : word
}
