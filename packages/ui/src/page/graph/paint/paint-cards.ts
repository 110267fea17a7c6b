import type { Status } from '../../../contract/words.ts'
import { itemAt } from '../layout/adjacency.ts'
import { boxKind, sizeOfKind } from '../layout/arrangement.ts'
import type { Card, Scene } from '../model/scene.ts'
import type { Rect } from './camera.ts'
import type { Context } from './context.ts'
import { fitText, widthOf } from './fit-text.ts'
import { overlaps, rectOf } from './hit-test.ts'
import { paintMark } from './marks.ts'
import { paintChevron } from './paint-frames.ts'
import { paintMix } from './paint-mix.ts'
import type { Palette } from './palette.ts'

/** From this scale on cards say everything, from the other on their name; below, they are coloured stripes. */
const wholeFrom = 0.55
const namedFrom = 0.3
const faded = 0.3

export interface CardPainting {
  readonly near: Rect
  readonly scale: number
  readonly palette: Palette
  /** 1: in the light. Absent: everything is. */
  readonly lit: Uint8Array | undefined
}

/** The boxes near a part of the drawing, as detailed as they can be read. Returns how many. */
export function paintCards(context: Context, scene: Scene, painting: CardPainting): number {
  const { arrangement } = scene
  const visible: number[] = []
  for (let box = 0; box < arrangement.x.length; box += 1) {
    if (overlaps(arrangement, box, painting.near)) visible.push(box)
  }
  if (painting.scale < namedFrom) paintStripes(context, scene, { ...painting, visible })
  else for (const box of visible) paintCard(context, scene, { ...painting, box })
  context.globalAlpha = 1
  return visible.length
}

/** Thousands of rectangles: one fill for each colour. */
function paintStripes(
  context: Context,
  { arrangement, statuses }: Scene,
  { visible, palette, lit }: CardPainting & { readonly visible: readonly number[] },
): void {
  const byLook = new Map<string, number[]>()
  for (const box of visible) {
    const isFaded = lit !== undefined && lit[box] !== 1
    const look = `${isFaded ? 'faded' : ''}|${statuses[box] ?? 'missing'}`
    const alike = byLook.get(look)
    if (alike) alike.push(box)
    else byLook.set(look, [box])
  }
  for (const [look, boxes] of byLook) {
    const [fade, status] = look.split('|') as [string, Status]
    context.globalAlpha = fade ? faded : 1
    context.fillStyle = palette.quiet[status]
    context.beginPath()
    for (const box of boxes) {
      const { x, y, w, h } = rectOf(arrangement, box)
      context.rect(x, y, w, h)
    }
    context.fill()
  }
}

/** One box. On its way to another place it may be smaller than life. */
export function paintCard(context: Context, scene: Scene, painting: CardPainting & { readonly box: number }): void {
  const { arrangement } = scene
  const kind = itemAt(arrangement.kind, painting.box)
  const { x, y, w } = rectOf(arrangement, painting.box)
  const { width, height } = sizeOfKind(kind)
  if (w === width) return paintAt(context, scene, { ...painting, kind, rect: { x, y, w: width, h: height } })
  context.save()
  context.translate(x, y)
  context.scale(w / width, w / width)
  paintAt(context, scene, { ...painting, kind, rect: { x: 0, y: 0, w: width, h: height } })
  context.restore()
}

function paintAt(
  context: Context,
  scene: Scene,
  { box, kind, rect, palette, lit, scale }: CardPainting & { readonly box: number; kind: number; rect: Rect },
): void {
  const card = scene.card(box)
  // What is in the dark still covers the edges behind it.
  paintBody(context, rect, { palette, stacked: kind !== boxKind.asset, external: card.status === 'external' })
  context.globalAlpha = lit !== undefined && lit[box] !== 1 ? faded : 1
  if (kind === boxKind.asset) paintStripe(context, rect, { status: card.status, palette })
  if (scale < wholeFrom) paintName(context, card, { rect, palette, scale })
  else paintWords(context, card, { rect, palette, isGroup: kind === boxKind.group })
  context.globalAlpha = 1
}

function paintBody(
  context: Context,
  { x, y, w, h }: Rect,
  look: { palette: Palette; stacked: boolean; external: boolean },
): void {
  const { palette, stacked, external } = look
  context.fillStyle = palette.surface
  context.strokeStyle = palette.line
  context.lineWidth = 1
  for (let behind = stacked ? 2 : 0; behind >= 0; behind -= 1) {
    context.beginPath()
    context.roundRect(x + behind * 4, y + behind * 4, w - behind * 8, h, 9)
    context.fill()
    if (external) context.setLineDash([4, 3])
    context.stroke()
    context.setLineDash([])
  }
}

function paintStripe(
  context: Context,
  { x, y, h }: Rect,
  { status, palette }: { status: Status | undefined; palette: Palette },
): void {
  if (status === undefined) return
  context.fillStyle = palette.fill[status]
  context.beginPath()
  context.roundRect(x, y, 4, h, [9, 0, 0, 9])
  context.fill()
}

function paintName(
  context: Context,
  { title, status }: Card,
  { rect, palette, scale }: { rect: Rect; palette: Palette; scale: number },
): void {
  const size = 11 / scale
  if (status !== undefined) {
    context.save()
    context.translate(rect.x + 22, rect.y + rect.h / 2)
    context.scale(1.6, 1.6)
    paintMark(context, status, { x: 0, y: 0 }, palette)
    context.restore()
  }
  const font = `600 ${Math.min(26, size)}px ${palette.sans}`
  context.font = font
  context.textBaseline = 'middle'
  context.fillStyle = palette.ink
  context.fillText(fitText(context, font, title, rect.w - 48), rect.x + 38, rect.y + rect.h / 2 + 1)
}

function paintWords(
  context: Context,
  card: Card,
  { rect, palette, isGroup }: { rect: Rect; palette: Palette; isGroup: boolean },
): void {
  const { x, y, w, h } = rect
  const left = x + 15
  const right = x + w - 12
  const first = y + (isGroup ? 22 : card.mix ? 18 : 22)
  const second = y + (isGroup ? 43 : card.mix ? 37 : 42)
  context.textBaseline = 'middle'
  const noteWidth = paintRight(context, card.note, { right, y: first, palette })
  if (isGroup) paintChevron(context, { x: left + 3, y: first, open: false }, palette)
  const start = isGroup ? left + 15 : left
  const titleFont = `600 13px ${palette.sans}`
  context.font = titleFont
  context.fillStyle = palette.ink
  context.fillText(fitText(context, titleFont, card.title, right - start - noteWidth - 8), start, first + 0.5)
  const ageWidth = paintRight(context, card.age, { right, y: second, palette })
  if (card.status !== undefined) {
    paintMark(context, card.status, { x: left + 6, y: second }, palette)
    const wordsFont = `550 11.5px ${palette.sans}`
    context.font = wordsFont
    context.fillStyle = palette.text[card.status]
    context.fillText(fitText(context, wordsFont, card.words, right - left - 18 - ageWidth - 8), left + 18, second + 0.5)
  }
  if (card.mix)
    paintMix(
      context,
      card.mix,
      { x: left, y: y + h - (isGroup ? 15 : 11), w: right - left, h: isGroup ? 5 : 3.5 },
      palette,
    )
}

/** A word at the right edge; returns how wide it is. */
function paintRight(
  context: Context,
  text: string,
  { right, y, palette }: { right: number; y: number; palette: Palette },
): number {
  if (text === '') return 0
  const font = `450 11px ${palette.sans}`
  context.font = font
  context.fillStyle = palette.faintInk
  const width = widthOf(context, font, text)
  context.fillText(text, right - width, y + 0.5)
  return width
}
