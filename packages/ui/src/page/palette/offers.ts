import type { SearchBody } from '../../contract/graph.ts'

type Hit = SearchBody['hits'][number]

/** What the palette can go to or do. `run` gets the text out of the way of how it is done. */
export interface Offer {
  readonly id: string
  readonly kind: 'page' | 'action' | Hit['kind']
  readonly name: string
  readonly detail: string
}

/** The offers in which every word of the text begins a word or stands inside one, the better ones first. */
export function matching<T extends Offer>(offers: readonly T[], text: string): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return offers
    .map((offer) => ({ offer, score: words.reduce((sum, word) => sum + scoreOf(offer, word), 0) }))
    .filter(({ score }) => Number.isFinite(score))
    .sort((one, other) => one.score - other.score)
    .map(({ offer }) => offer)
}

/** Smaller is better; infinite: not in it. */
function scoreOf({ name, detail }: Offer, word: string): number {
  const inName = name.toLowerCase().indexOf(word)
  if (inName === 0) return 0
  if (inName > 0) return /[\s_/.-]/.test(name[inName - 1] ?? '') ? 1 : 2
  return detail.toLowerCase().includes(word) ? 3 : Infinity
}

/** What the server found, as offers; columns and checks are found with their asset. */
export function offersOf(hits: readonly Hit[]): readonly (Offer & { readonly hit: Hit })[] {
  return hits.map((hit) => ({
    id: `${hit.kind} ${hit.asset ?? ''} ${hit.name}`,
    kind: hit.kind,
    name: hit.name,
    detail: hit.asset === undefined || hit.asset === hit.name ? hit.detail : `${hit.asset} · ${hit.detail}`,
    hit,
  }))
}
