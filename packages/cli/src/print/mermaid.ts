import type { AssetLineage, ColumnEdge } from '@headwater/core'
import { type ColumnFound, columnText, how } from './column-lineage-text.ts'

/** The assets around one as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html). */
export function assetsMermaid({ asset, upstream, downstream, edges }: AssetLineage): string {
  const ids = new Map([asset, ...upstream, ...downstream].map((key, index) => [key, `a${index}`]))
  const nodes = [...ids].map(([key, id]) => `  ${id}["${escaped(key)}"]`)
  const arrows = edges.flatMap(({ from, to, mapping }) => {
    const [start, end] = [ids.get(from), ids.get(to)]
    if (start === undefined || end === undefined || start === end) return []
    return [`  ${start} -->${mapping === 'identity' ? '' : `|${escaped(mapping)}|`} ${end}`]
  })
  return flowchart(nodes, arrows)
}

/**
 * The columns around one, each asset a box of its own. What bears on all columns of an asset goes to or from its box;
 * arrows are solid where values flow, dotted where columns decide, dotted with a question mark where nobody knows.
 */
export function columnsMermaid(found: ColumnFound): string {
  const reaches = [found.upstream, found.downstream].flatMap((reach) => reach ?? [])
  const edges = reaches.flatMap((reach) => reach.edges)
  const columns = [found, ...edges.flatMap(({ from, to }) => [from, to])]
  const byAsset = Map.groupBy(columns, ({ asset }) => asset)
  const ids = new Map<string, string>()
  const boxes = [...byAsset].flatMap(([asset, of], index) => {
    const box = `a${index}`
    ids.set(columnText({ asset, column: '*' }), box)
    const names = [...new Set(of.map(({ column }) => column))].filter((column) => column !== '*')
    const nodes = names.map((column, at) => {
      ids.set(columnText({ asset, column }), `${box}c${at}`)
      return `    ${box}c${at}["${escaped(column)}"]`
    })
    // A box without anything in it is not drawn.
    return [
      `  subgraph ${box}["${escaped(asset)}"]`,
      ...(nodes.length > 0 ? nodes : [`    ${box}c["all columns"]`]),
      '  end',
    ]
  })
  const together = Map.groupBy(edges, ({ from, to, bearing }) => [columnText(from), columnText(to), bearing].join('\t'))
  return flowchart(
    boxes,
    [...together.values()].map((same) => arrow(ids, same)),
  )
}

function arrow(ids: ReadonlyMap<string, string>, edges: readonly ColumnEdge[]): string {
  const [edge] = edges
  if (!edge) return ''
  const ends = [ids.get(columnText(edge.from)), ids.get(columnText(edge.to))]
  const line = edge.bearing === 'DIRECT' ? '-->' : '-.->'
  const words = edge.transformation === 'IDENTITY' ? '' : `|${how(edges)}|`
  return `  ${ends[0]} ${line}${words} ${ends[1]}`
}

function flowchart(nodes: readonly string[], arrows: readonly string[]): string {
  return `${['flowchart LR', ...nodes, ...new Set(arrows)].join('\n')}\n`
}

/** Quotes end a label, and entities are Mermaid's way to write one. */
function escaped(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;')
}
