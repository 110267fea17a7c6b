import type { Band, CalendarLayout } from './calendar-layout.ts'
import type { Stretch } from './mix.ts'
import type { Palette } from './palette.ts'
import type { StatusRuns } from './status-runs.ts'

export interface Calendar {
  readonly layout: CalendarLayout
  readonly runs: StatusRuns
  readonly palette: Palette
  /** The names of cells that have room for one: keys that are no times. */
  readonly nameAt: ((index: number) => string | undefined) | undefined
}

/** What is painted over the partitions. */
export interface Overlay {
  readonly selected: Stretch | undefined
  /** The partition that the keyboard or the panel beside is at. */
  readonly active: number | undefined
  readonly hovered: number | undefined
}

/** Cells thinner than this touch one another, and one pixel of a picture is enough for each. */
const thin = 6
/** Wider cells have room for a name beside a swatch. */
const named = 100
const swatch = 16
/** Between cells. */
const space = 3

/**
 * Paints a calendar. What a band looks like is prepared once and kept, so that a scroll or a drag over a hundred thousand
 * partitions only puts pictures in place: pictures with a cell for each, of one pixel where there is room for no more.
 */
export class CalendarPainter {
  readonly #layout: CalendarLayout
  readonly #runs: StatusRuns
  readonly #palette: Palette
  readonly #nameAt: Calendar['nameAt']
  readonly #bands = new Map<Band, (context: CanvasRenderingContext2D) => void>()
  #pixels: Uint32Array | undefined

  constructor({ layout, runs, palette, nameAt }: Calendar) {
    this.#layout = layout
    this.#runs = runs
    this.#palette = palette
    this.#nameAt = nameAt
  }

  /** Paints what is between `top` and `bottom` of the layout, with `top` at the upper edge. */
  paint(context: CanvasRenderingContext2D, top: number, bottom: number, overlay: Overlay): void {
    context.save()
    context.translate(0, -top)
    this.#paintTitles(context, top, bottom)
    for (const band of this.#layout.visible(top, bottom)) {
      let paint = this.#bands.get(band)
      if (paint === undefined)
        this.#bands.set(band, (paint = this.#isThin ? this.#pixelsOf(band) : this.#cellsOf(band)))
      paint(context)
      if (overlay.selected) this.#paintSelected(context, band, overlay.selected)
    }
    this.#paintRing(context, overlay.hovered, this.#palette.ink)
    this.#paintRing(context, overlay.active, this.#palette.accent)
    context.restore()
  }

  get #isThin(): boolean {
    return Math.min(this.#layout.cellWidth, this.#layout.cellHeight) < thin
  }

  #paintTitles(context: CanvasRenderingContext2D, top: number, bottom: number): void {
    const { shape, cellHeight, cellWidth, left, bands } = this.#layout
    const [first] = bands
    if (first === undefined) return
    context.textBaseline = 'middle'
    context.font = `500 11px ${this.#palette.sans}`
    context.fillStyle = this.#palette.faint
    for (const { column, text } of top < 18 && left > 0 ? shape.marksOf(first.id) : [])
      context.fillText(text, left + column * cellWidth, 8)
    context.font = `600 12px ${this.#palette.sans}`
    context.fillStyle = this.#palette.ink
    for (const { title, y } of this.#layout.visible(top, bottom)) {
      if (title !== '') context.fillText(title, 0, y + (shape.rows * cellHeight) / 2)
    }
  }

  /** Calls `visit` with every partition of a band. */
  #visit({ from, to, start }: Band, visit: (cell: number, status: number) => void): void {
    const { shape, places } = this.#layout
    const at = places.between(from, to)
    const { ends, statuses } = this.#runs
    let run = this.#runs.runAt(from)
    for (let index = from; index < to; index++) {
      while (index >= (ends[run] ?? Number.POSITIVE_INFINITY)) run++
      visit(shape.cellOf(at[index - from] ?? 0, start), statuses[run] ?? 0)
    }
  }

  /**
   * Cells as pixels of a picture, their corners cut by one: without a GPU a path of thousands of rounded rectangles is slow.
   */
  #cellsOf(band: Band): (context: CanvasRenderingContext2D) => void {
    const { left, cellWidth, cellHeight, shape } = this.#layout
    const scale = devicePixelRatio
    const isNamed = this.#nameAt !== undefined && cellWidth > named
    const wide = isNamed ? swatch : cellWidth - Math.min(space, cellWidth / 5)
    const [width, height] = [
      Math.round(wide * scale),
      Math.round((cellHeight - Math.min(space, cellHeight / 4)) * scale),
    ]
    const cut = Math.round(scale)
    const colours = this.#colours()
    const image = new ImageData(
      Math.ceil(shape.columns * cellWidth * scale),
      Math.ceil(shape.rows * cellHeight * scale),
    )
    const data = new Uint32Array(image.data.buffer)
    this.#visit(band, (cell, status) => {
      const column = Math.floor(cell / shape.rows)
      const x = Math.round(column * cellWidth * scale)
      const top = Math.round((cell - column * shape.rows) * cellHeight * scale)
      for (let row = 0; row < height; row++) {
        const inset = row < cut || row >= height - cut ? cut : 0
        const start = (top + row) * image.width + x
        data.fill(colours[status] ?? 0, start + inset, start + width - inset)
      }
    })
    const picture = pictureOf(image)
    return (context) => {
      context.imageSmoothingEnabled = false
      context.drawImage(picture, left, band.y, image.width / scale, image.height / scale)
      if (isNamed) this.#paintNames(context, band)
    }
  }

  #paintNames(context: CanvasRenderingContext2D, { from, to }: Band): void {
    context.font = `500 12px ${this.#palette.sans}`
    context.fillStyle = this.#palette.ink
    for (let index = from; index < to; index++) {
      const [rect, name] = [this.#layout.rectOf(index), this.#nameAt?.(index)]
      if (rect && name !== undefined) context.fillText(name, rect.x + swatch + 6, rect.y + 10, rect.width - swatch - 14)
    }
  }

  /** One pixel for each cell, drawn larger. */
  #pixelsOf(band: Band): (context: CanvasRenderingContext2D) => void {
    const { left, cellWidth, cellHeight, shape } = this.#layout
    const { rows, columns } = shape
    const colours = this.#colours()
    const image = new ImageData(columns, rows)
    const data = new Uint32Array(image.data.buffer)
    this.#visit(band, (cell, status) => {
      const column = Math.floor(cell / rows)
      data[(cell - column * rows) * columns + column] = colours[status] ?? 0
    })
    const picture = pictureOf(image)
    return (context) => {
      context.imageSmoothingEnabled = false
      context.drawImage(picture, left, band.y, columns * cellWidth, rows * cellHeight)
    }
  }

  #colours(): Uint32Array {
    this.#pixels ??= pixelsOf(this.#palette.fills)
    return this.#pixels
  }

  #paintSelected(context: CanvasRenderingContext2D, band: Band, { from, to }: Stretch): void {
    const [first, end] = [Math.max(from, band.from), Math.min(to + 1, band.to)]
    if (first >= end) return
    const { shape, places, left, cellWidth, cellHeight } = this.#layout
    const gap = this.#isThin ? 0 : 1
    const path = new Path2D()
    let column = -1
    let [top, bottom] = [0, 0]
    const close = () => {
      const x = left + column * cellWidth - gap
      if (column >= 0) path.rect(x, band.y + top * cellHeight - gap, cellWidth, (bottom - top + 1) * cellHeight)
    }
    for (const place of places.between(first, end)) {
      const cell = shape.cellOf(place, band.start)
      const [at, row] = [Math.floor(cell / shape.rows), cell % shape.rows]
      if (at === column && row === bottom + 1) bottom = row
      else {
        close()
        ;[column, top, bottom] = [at, row, row]
      }
    }
    close()
    context.globalAlpha = 0.34
    context.fillStyle = this.#palette.accent
    // A path, not the fill of an array.
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type
    context.fill(path)
    context.globalAlpha = 1
  }

  #paintRing(context: CanvasRenderingContext2D, index: number | undefined, colour: string): void {
    const rect = index === undefined ? undefined : this.#layout.rectOf(index)
    if (rect === undefined) return
    const gap = this.#isThin ? 0 : Math.min(space, rect.width / 5)
    context.strokeStyle = colour
    context.lineWidth = 2
    context.strokeRect(rect.x - 1.5, rect.y - 1.5, rect.width - gap + 3, rect.height - gap + 3)
  }
}

function pictureOf(image: ImageData): OffscreenCanvas {
  const picture = new OffscreenCanvas(image.width, image.height)
  picture.getContext('2d')?.putImageData(image, 0, 0)
  return picture
}

/** Colours as a picture holds them, red in the lowest byte: what the canvas itself makes of them. */
function pixelsOf(fills: readonly string[]): Uint32Array {
  const context = new OffscreenCanvas(Math.max(1, fills.length), 1).getContext('2d', { willReadFrequently: true })
  for (const [index, fill] of fills.entries()) {
    if (context) context.fillStyle = fill
    context?.fillRect(index, 0, 1, 1)
  }
  const read = context?.getImageData(0, 0, Math.max(1, fills.length), 1).data
  return read ? new Uint32Array(read.buffer) : new Uint32Array(fills.length)
}
