/** What is to be drawn. Assets and groups are numbered as in the graph that the server sends. */
export interface ArrangeRequest {
  readonly groups: number
  /** The group of every asset; -1: none. */
  readonly group: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  /** 1: the asset is drawn, by itself or in a box. */
  readonly shown: Uint8Array
  /** 1: the assets of this group are drawn one by one in a frame; 0: the group is one box. */
  readonly open: Uint8Array
  /** 1: the asset has to be seen, so that its stack is not folded. */
  readonly apart: Uint8Array
}

/** What a box stands for: one asset, a closed group, or a stack of assets with the same upstream and downstream. */
export const boxKind = { asset: 0, group: 1, stack: 2 } as const

/** Which boxes there are, before anybody knows where. */
export interface Boxes {
  readonly kind: Uint8Array
  /** The group of a group's box; the asset of an asset's box; the first asset of a stack. */
  readonly of: Int32Array
  /** The assets in box `b`: `members[memberStart[b]]` up to, and without, `members[memberStart[b + 1]]`. */
  readonly memberStart: Int32Array
  readonly members: Int32Array
  /** The box of every asset; -1: not drawn. */
  readonly boxOf: Int32Array
}

/** Places of rectangles: left and top edges, widths and heights. */
export interface Places {
  readonly x: Float32Array
  readonly y: Float32Array
  readonly w: Float32Array
  readonly h: Float32Array
}

/** Edges between boxes; several between the same two are one. */
export interface BoxEdges {
  readonly from: Int32Array
  readonly to: Int32Array
  /** How many edges between assets it stands for. */
  readonly weight: Int32Array
}

/** The drawing: boxes, frames around open groups, and edges with the points that they go through. */
export interface Arrangement extends Boxes, Places {
  readonly frames: Places & { readonly group: Int32Array }
  readonly edges: BoxEdges & {
    /** Points of edge `j`: from `2 * routeStart[j]` in `route`, as `x, y`, up to `2 * routeStart[j + 1]`. */
    readonly routeStart: Int32Array
    readonly route: Float32Array
    /** The rectangle around edge `j`: from `4 * j`, left, top, right, bottom. */
    readonly bounds: Float32Array
  }
  /** The boxes from left to right, and in a column from the top. */
  readonly order: Int32Array
  /** How many edges lead to every box, and from it. */
  readonly degrees: { readonly in: Int32Array; readonly out: Int32Array }
  readonly width: number
  readonly height: number
}

export const cardSize = { width: 200, height: 62 } as const
export const groupSize = { width: 220, height: 74 } as const
export function sizeOfKind(kind: number): { readonly width: number; readonly height: number } {
  return kind === boxKind.group ? groupSize : cardSize
}

/** Room between a frame and the cards in it; its title is above them. */
export const framePadding = { side: 16, top: 44, bottom: 16 } as const
