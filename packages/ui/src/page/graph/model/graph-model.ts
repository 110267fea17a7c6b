import { DirectedGraph } from 'graphology'
import type { GraphBody } from '../../../contract/graph.ts'

/** The graph as the server sent it, with assets by number and by key. */
export class GraphModel {
  readonly body: GraphBody
  readonly count: number
  readonly group: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  #numberOf: ReadonlyMap<string, number> | undefined
  #linked: DirectedGraph | undefined

  constructor(body: GraphBody) {
    this.body = body
    this.count = body.keys.length
    this.group = Int32Array.from(body.group)
    this.from = Int32Array.from(body.edgeFrom)
    this.to = Int32Array.from(body.edgeTo)
  }

  /** Assets by key. Made when something is selected: a drawing knows them by number. */
  get numberOf(): ReadonlyMap<string, number> {
    this.#numberOf ??= new Map(this.body.keys.map((key, asset) => [key, asset]))
    return this.#numberOf
  }

  /** Made when somebody follows edges for the first time: for 5,000 assets that costs more than painting them. */
  get linked(): DirectedGraph {
    if (this.#linked) return this.#linked
    const graph = new DirectedGraph()
    for (const key of this.body.keys) graph.addNode(key)
    this.from.forEach((from, edge) => graph.mergeDirectedEdge(this.keyOf(from), this.keyOf(this.to[edge] ?? -1)))
    this.#linked = graph
    return graph
  }

  keyOf(asset: number): string {
    return this.body.keys[asset] ?? ''
  }

  /** What a card is called: the last part of the key, since its frame says the rest. */
  nameOf(asset: number): string {
    const key = this.keyOf(asset)
    return key.slice(key.lastIndexOf('/') + 1)
  }

  groupName(group: number): string {
    return this.body.groups[group] ?? ''
  }
}
