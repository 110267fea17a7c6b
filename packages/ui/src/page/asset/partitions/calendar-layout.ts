import type { CalendarShape } from './calendar-shapes.ts'
import type { Places } from './places.ts'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The partitions of one band of a calendar, from `from` to before `to`. */
export interface Band {
  /** What its shape knows it by. */
  readonly id: number
  readonly title: string
  readonly start: number
  readonly from: number
  readonly to: number
  /** Where its first row is. */
  readonly y: number
}

/** Room above the first band for the names of months. */
const above = 18
/** Between bands. */
const gap = 14
const titleWidth = 52

/** Where the cells of a calendar are, in pixels; the newest band on top. */
export class CalendarLayout {
  readonly shape: CalendarShape
  readonly places: Places
  readonly bands: readonly Band[]
  readonly left: number
  readonly top: number
  readonly cellWidth: number
  readonly cellHeight: number
  readonly height: number

  constructor(shape: CalendarShape, places: Places, width: number) {
    this.shape = shape
    this.places = places
    const isTitled = shape.titleOf(0) !== ''
    this.left = isTitled ? titleWidth : 0
    this.top = isTitled ? above : 0
    this.cellWidth = (width - this.left) / shape.columns
    this.cellHeight = shape.cellHeight(this.cellWidth)
    const bandHeight = shape.rows * this.cellHeight + gap
    this.bands = this.#bandsOf(bandHeight)
    this.height = this.top + this.bands.length * bandHeight
  }

  #bandsOf(bandHeight: number): readonly Band[] {
    const { shape, places } = this
    if (places.count === 0) return []
    const [oldest, newest] = [shape.bandOf(places.at(0)), shape.bandOf(places.at(places.count - 1))]
    const ids = Array.from({ length: newest - oldest + 1 }, (_, place) => newest - place)
    // Keys are read from above, as they are written.
    if (shape.titleOf(newest) === '') ids.reverse()
    const bands: Band[] = []
    for (const id of ids) {
      const start = shape.startOf(id)
      const [from, to] = [places.from(start), Math.min(places.count, places.from(shape.startOf(id + 1)))]
      // A calendar with holes of years does not show them.
      if (from < to)
        bands.push({ id, title: shape.titleOf(id), start, from, to, y: this.top + bands.length * bandHeight })
    }
    return bands
  }

  /** The bands that touch a stretch of the height. */
  visible(top: number, bottom: number): readonly Band[] {
    const bandHeight = this.shape.rows * this.cellHeight + gap
    return this.bands.filter(({ y }) => y + bandHeight > top && y < bottom)
  }

  rectOf(index: number): Rect | undefined {
    const band = this.bands.find(({ from, to }) => index >= from && index < to)
    if (band === undefined) return undefined
    const cell = this.shape.cellOf(this.places.at(index), band.start)
    const { rows } = this.shape
    return {
      x: this.left + Math.floor(cell / rows) * this.cellWidth,
      y: band.y + (cell % rows) * this.cellHeight,
      width: this.cellWidth,
      height: this.cellHeight,
    }
  }

  /** The partition at a point; undefined between cells and where there is none. */
  indexAt(x: number, y: number): number | undefined {
    const { shape, places } = this
    const band = this.bands.find((each) => y >= each.y && y < each.y + shape.rows * this.cellHeight)
    const column = Math.floor((x - this.left) / this.cellWidth)
    if (band === undefined || column < 0 || column >= shape.columns) return undefined
    const row = Math.floor((y - band.y) / this.cellHeight)
    const index = places.find(shape.placeOf(column * shape.rows + row, band.start))
    return index !== undefined && index >= band.from && index < band.to ? index : undefined
  }

  /** The partition nearest to a point along time: what a drag over holes and beyond edges means. */
  nearestTo(x: number, y: number): number {
    const { shape, places } = this
    const bandHeight = shape.rows * this.cellHeight + gap
    const position = Math.min(Math.max(Math.floor((y - this.top) / bandHeight), 0), this.bands.length - 1)
    const band = this.bands[position]
    if (band === undefined) return 0
    const column = clamp(Math.floor((x - this.left) / this.cellWidth), shape.columns)
    const row = clamp(Math.floor((y - band.y) / this.cellHeight), shape.rows)
    const index = places.from(shape.placeOf(column * shape.rows + row, band.start))
    return Math.min(Math.max(index, band.from), band.to - 1)
  }
}

function clamp(value: number, count: number): number {
  return Math.min(Math.max(value, 0), count - 1)
}
