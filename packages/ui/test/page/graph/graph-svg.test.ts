import { describe, expect, it } from 'vitest'
import type { GraphBody, StatusBody } from '../../../src/contract/graph.ts'
import { pngScale } from '../../../src/page/graph/export/graph-png.ts'
import { graphSvg } from '../../../src/page/graph/export/graph-svg.ts'
import { escaped } from '../../../src/page/graph/export/svg-context.ts'
import { arrange } from '../../../src/page/graph/layout/arrange.ts'
import { GraphModel } from '../../../src/page/graph/model/graph-model.ts'
import { sceneOf } from '../../../src/page/graph/model/scene.ts'
import type { Palette } from '../../../src/page/graph/paint/palette.ts'

const statuses = ['fresh', 'stale', 'failed', 'missing', 'running', 'open', 'external'] as const
const byStatus = Object.fromEntries(statuses.map((status) => [status, '#123456'])) as Palette['fill']
const palette: Palette = {
  bg: '#fff',
  surface: '#fff',
  sunken: '#eee',
  line: '#ddd',
  strongLine: '#ccc',
  ink: '#000',
  softInk: '#333',
  faintInk: '#666',
  accent: '#00f',
  dot: '#eee',
  onStatus: '#fff',
  run: '#08f',
  sans: '"Inter Variable", sans-serif',
  fill: byStatus,
  quiet: byStatus,
  text: byStatus,
}

/** One asset of every status, each read by the next; the first two in a group that is open, the others alone. */
function sceneWith(names: readonly string[]) {
  const each = <T>(value: (index: number) => T) => names.map((_, index) => value(index))
  const body: GraphBody = {
    version: '1',
    keys: [...names],
    groups: ['open & "closed"'],
    kinds: ['<sql>'],
    ios: [],
    group: each((index) => (index < 2 ? 0 : -1)),
    kind: each(() => 0),
    io: each(() => -1),
    external: each(() => 0),
    partitioned: each(() => 1),
    edgeFrom: each((index) => index).slice(0, -1),
    edgeTo: each((index) => index).slice(1),
  }
  const none = each(() => 0)
  const status: StatusBody = {
    version: '1',
    position: 0,
    statuses: [...statuses],
    status: each((index) => index % statuses.length),
    total: each(() => 5),
    fresh: each(() => 3),
    stale: each(() => 2),
    missing: none,
    failed: none,
    running: none,
    open: none,
    late: none,
    newest: none,
    why: each((index) => (index === 1 ? 'a < b & "c"' : '')),
  }
  const model = new GraphModel(body)
  const arrangement = arrange({
    groups: 1,
    group: model.group,
    from: model.from,
    to: model.to,
    shown: new Uint8Array(names.length).fill(1),
    open: Uint8Array.of(1),
    apart: new Uint8Array(names.length),
  })
  const scene = sceneOf(model, arrangement, status)
  const svg = (selected: readonly number[] = []) =>
    graphSvg(
      scene,
      { palette, highlight: { lit: undefined, selected: new Set(selected) } },
      {
        nameOf: (box) => model.keyOf(arrangement.of[box] ?? -1),
        measure: (text, font) => text.length * Number(/([\d.]+)px/.exec(font)?.[1]) * 0.55,
      },
    )
  return { scene, svg }
}

const names = ['a/<one>', 'a/two&', 'three', 'four', 'five', 'six', 'seven']

/** Elements that are open at the end, or that were closed and never opened. */
function unbalanced(xml: string): readonly string[] {
  const open: string[] = []
  const tag = /<(\/?)([a-z]+)(?:\s[a-z-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*\s*(\/?)>/gi
  for (const [, closing, name = '', alone] of xml.matchAll(tag)) {
    if (closing && open.at(-1) === name) open.pop()
    else if (!alone) open.push(`${closing}${name}`)
  }
  // Between the elements is text, in which every sign of markup is written as an entity.
  return [
    ...open,
    ...(xml
      .replaceAll(tag, '')
      .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')
      .match(/[<>&]/g) ?? []),
  ]
}

describe('the graph as a file of SVG', () => {
  it('is well-formed, whatever assets are called', () => {
    const svg = sceneWith(names).svg([0])
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true)
    expect(unbalanced(svg)).toEqual([])
    expect(svg).toContain('&lt;one&gt;')
    expect(svg).toContain('open &amp; &quot;closed&quot;')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('has every box once, with its name, and its words as text', () => {
    const { scene, svg } = sceneWith(names)
    const file = svg()
    const groups = [...file.matchAll(/<g><title>([^<]*)<\/title>/g)].map(([, title]) => title)
    expect(groups.toSorted()).toEqual(names.map(escaped).toSorted())
    for (const box of scene.statuses.keys()) expect(file).toContain(`>${escaped(scene.card(box).title)}</text>`)
  })

  it('shows all of the drawing', () => {
    const { scene, svg } = sceneWith(names)
    const [, left, top, width, height] = /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(svg())?.map(Number) ?? []
    const { x, y, w, h } = scene.arrangement
    for (const box of scene.statuses.keys()) {
      expect(x[box]).toBeGreaterThan(left!)
      expect(y[box]).toBeGreaterThan(top!)
      expect(x[box]! + w[box]!).toBeLessThan(left! + width!)
      expect(y[box]! + h[box]!).toBeLessThan(top! + height!)
    }
  })

  it('has no sign that XML cannot say', () => {
    expect(escaped('a\u0000b\ud800c')).toBe('a\ufffdb\ufffdc')
  })
})

describe('the graph as a picture', () => {
  it('has two pixels for one, and fewer where a browser would refuse it', () => {
    expect(pngScale({ w: 2000, h: 1000 })).toBe(2)
    expect(pngScale({ w: 32_000, h: 1000 })).toBe(0.5)
    const { w, h } = { w: 15_000, h: 30_000 }
    expect(w * pngScale({ w, h }) * h * pngScale({ w, h })).toBeLessThanOrEqual(120_000_001)
  })
})
