import type { Context } from '../paint/context.ts'

interface State {
  /** A point `p` is at `p * scale + x` of the picture. */
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly alpha: number
  readonly cap: CanvasLineCap
  readonly join: CanvasLineJoin
  readonly dash: readonly number[]
}

/** Takes what is painted on a canvas, and writes it as elements of SVG: shapes as paths, text as text. */
export class SvgContext implements Context {
  fillStyle: Context['fillStyle'] = '#000'
  strokeStyle: Context['strokeStyle'] = '#000'
  lineWidth = 1
  lineCap: CanvasLineCap = 'butt'
  lineJoin: CanvasLineJoin = 'miter'
  globalAlpha = 1
  font = '400 10px sans-serif'
  textBaseline: CanvasTextBaseline = 'middle'
  readonly #measure: (text: string, font: string) => number
  readonly #elements: string[] = []
  readonly #saved: State[] = []
  #x = 0
  #y = 0
  #scale = 1
  #dash: readonly number[] = []
  #path = ''

  /** `measure` tells how wide a text is in a typeface, such as `600 13px Inter`. */
  constructor(measure: (text: string, font: string) => number) {
    this.#measure = measure
  }

  /** All that was painted. */
  get elements(): readonly string[] {
    return this.#elements
  }

  /** What is painted by `work` belongs together, and is called `title`. */
  group(title: string, work: () => void): void {
    this.#elements.push(`<g><title>${escaped(title)}</title>`)
    work()
    this.#elements.push('</g>')
  }

  save(): void {
    const { globalAlpha: alpha, lineCap: cap, lineJoin: join } = this
    this.#saved.push({ x: this.#x, y: this.#y, scale: this.#scale, alpha, cap, join, dash: this.#dash })
  }

  restore(): void {
    const state = this.#saved.pop()
    if (!state) return
    this.#x = state.x
    this.#y = state.y
    this.#scale = state.scale
    this.#dash = state.dash
    this.globalAlpha = state.alpha
    this.lineCap = state.cap
    this.lineJoin = state.join
  }

  translate(x: number, y: number): void {
    this.#x += x * this.#scale
    this.#y += y * this.#scale
  }

  /** The same in both directions: nothing here is stretched. */
  scale(factor: number): void {
    this.#scale *= factor
  }

  setLineDash(dash: Iterable<number>): void {
    this.#dash = [...dash]
  }

  beginPath(): void {
    this.#path = ''
  }

  closePath(): void {
    this.#path += 'z'
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${this.#at(x, y)}`
  }

  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === '' ? 'M' : 'L'}${this.#at(x, y)}`
  }

  bezierCurveTo(...[ax, ay, bx, by, x, y]: Parameters<Context['bezierCurveTo']>): void {
    this.#path += `C${this.#at(ax, ay)} ${this.#at(bx, by)} ${this.#at(x, y)}`
  }

  /** Clockwise. */
  arc(...[x, y, radius, from, to]: Parameters<Context['arc']>): void {
    const on = (angle: number) => this.#at(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
    const r = rounded(radius * this.#scale)
    // From a point to itself there is no arc, so a circle is two.
    const middle = (from + to) / 2
    this.#path += `M${on(from)}A${r} ${r} 0 0 1 ${on(middle)}A${r} ${r} 0 0 1 ${on(to)}`
  }

  rect(x: number, y: number, w: number, h: number): void {
    this.#path += `M${this.#at(x, y)}H${this.#left(x + w)}V${this.#top(y + h)}H${this.#left(x)}z`
  }

  /** One radius, or four from the top left on. As on a canvas no corner is rounder than its sides are long. */
  roundRect(...[x, y, w, h, radii]: Parameters<Context['roundRect']>): void {
    const corners = typeof radii === 'number' ? [radii, radii, radii, radii] : radii
    const [a = 0, b = 0, c = 0, d = 0] = corners
    const fit = Math.min(1, w / Math.max(a + b, c + d, 1e-9), h / Math.max(a + d, b + c, 1e-9))
    const corner = (radius: number, toX: number, toY: number) => {
      const r = rounded(radius * fit * this.#scale)
      return r === '0' ? '' : `A${r} ${r} 0 0 1 ${this.#at(toX, toY)}`
    }
    this.#path +=
      `M${this.#at(x + a * fit, y)}H${this.#left(x + w - b * fit)}${corner(b, x + w, y + b * fit)}` +
      `V${this.#top(y + h - c * fit)}${corner(c, x + w - c * fit, y + h)}` +
      `H${this.#left(x + d * fit)}${corner(d, x, y + h - d * fit)}V${this.#top(y + a * fit)}${corner(a, x + a * fit, y)}z`
  }

  fill(): void {
    this.#elements.push(`<path d="${this.#path}" fill="${escaped(String(this.fillStyle))}"${this.#opacity()}/>`)
  }

  stroke(): void {
    const { lineCap, lineJoin } = this
    const dash = this.#dash.map((length) => rounded(length * this.#scale)).join(' ')
    this.#elements.push(
      `<path d="${this.#path}" fill="none" stroke="${escaped(String(this.strokeStyle))}"` +
        ` stroke-width="${rounded(this.lineWidth * this.#scale)}"` +
        (lineCap === 'butt' ? '' : ` stroke-linecap="${lineCap}"`) +
        (lineJoin === 'miter' ? '' : ` stroke-linejoin="${lineJoin}"`) +
        (dash === '' ? '' : ` stroke-dasharray="${dash}"`) +
        `${this.#opacity()}/>`,
    )
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.#measure(text, this.font) }
  }

  /**
   * Its middle is at `y`: said as a baseline, since few programs but browsers know other ones. It is as wide as here also where
   * the typeface is another one.
   */
  fillText(text: string, x: number, y: number): void {
    if (text === '') return
    const [, weight = '400', size = '10'] = /^(\d+) ([\d.]+)px/.exec(this.font) ?? []
    const place = `x="${this.#left(x)}" y="${this.#top(y + Number(size) * baseline)}"`
    const look = `font-size="${rounded(Number(size) * this.#scale)}" font-weight="${weight}"`
    const width = `textLength="${rounded(this.#measure(text, this.font) * this.#scale)}" lengthAdjust="spacingAndGlyphs"`
    const fill = `fill="${escaped(String(this.fillStyle))}"${this.#opacity()}`
    this.#elements.push(`<text ${place} ${look} ${width} ${fill}>${escaped(text)}</text>`)
  }

  #opacity(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${rounded(this.globalAlpha)}"`
  }

  #at(x: number, y: number): string {
    return `${this.#left(x)} ${this.#top(y)}`
  }

  #left(x: number): string {
    return rounded(x * this.#scale + this.#x)
  }

  #top(y: number): string {
    return rounded(y * this.#scale + this.#y)
  }
}

/** How far below its middle the baseline of a text is, for each pixel of its size: half of what Inter rises less what it falls. */
const baseline = 0.36

function rounded(number: number): string {
  return String(Math.round(number * 100) / 100)
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** What XML has no way to say. */
// oxlint-disable-next-line no-control-regex
const unsayable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** As text or attribute of XML. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(unsayable, '\ufffd')
    .replace(/[&<>"']/g, (sign) => names[sign] ?? '')
}
