import { isHeadwaterError, type Project } from '@headwater/core'
import type { SelectionBody } from '../../contract/graph.ts'
import type { QueryOf } from '../../contract/routes.ts'

/** A selection as it is being typed: what it means, or where it is wrong; and how it may go on at the caret. */
export async function selectionOf(project: Project, { q, caret }: QueryOf<'selection'>): Promise<SelectionBody> {
  const meant = q.trim() === '' ? { nodes: project.graph.keys.map((_, node) => node) } : await meaningOf(project, q)
  if (caret === undefined) return meant
  const { candidates, start } = project.complete(q, Math.min(caret, q.length))
  return { ...meant, completions: [...candidates], from: start }
}

async function meaningOf(project: Project, q: string): Promise<Pick<SelectionBody, 'nodes' | 'error'>> {
  try {
    const keys = await project.select(q)
    return { nodes: keys.map((key) => project.graph.idOf(key)) }
  } catch (error) {
    if (!isHeadwaterError(error) || !error.code.startsWith('SELECTION_')) throw error
    const { start = 0, end = q.length } = (error.cause ?? {}) as { readonly start?: number; readonly end?: number }
    // The lines below the first draw the caret for terminals.
    const message = error.message.split('\n')[0] ?? ''
    return { error: { message, ...(error.hint !== undefined && { hint: error.hint }), start, end } }
  }
}
