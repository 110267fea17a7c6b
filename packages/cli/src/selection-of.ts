import type { Call } from './command.ts'

const operators = new Set(['and', 'or', 'not'])

/**
 * The selection that was asked for; default: everything. Several words are alternatives, unless they are one expression
 * that the shell took apart.
 */
export function selectionOf({ args, flags }: Pick<Call, 'args' | 'flags'>): string {
  const written = args.length === 0 ? '*' : args.some(isPiece) ? args.join(' ') : args.map(grouped).join(' or ')
  if (!flags.upstream && !flags.downstream) return written
  return `${flags.upstream ? '+' : ''}(${written})${flags.downstream ? '+' : ''}`
}

function isPiece(word: string): boolean {
  return operators.has(word.toLowerCase()) || word.endsWith(',') || word.startsWith(',')
}

function grouped(word: string, _: number, { length }: readonly string[]): string {
  return length > 1 && /\s/.test(word) ? `(${word})` : word
}
