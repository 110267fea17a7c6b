import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitting, fittingFrom, opening, seen, showing, zoomed } from '../../../src/page/graph/paint/camera.ts'

const view = { width: 1200, height: 800 }
const cameras = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  scale: fc.double({ min: 0.05, max: 2, noNaN: true }),
})

describe('a camera', () => {
  it('keeps what is under the pointer where it is while it zooms', () => {
    fc.assert(
      fc.property(cameras, fc.double({ min: 0.2, max: 5, noNaN: true }), (camera, factor) => {
        const at = { x: 300, y: 200 }
        const next = zoomed(camera, factor, at)
        expect((at.x - next.x) / next.scale).toBeCloseTo((at.x - camera.x) / camera.scale, 6)
        expect((at.y - next.y) / next.scale).toBeCloseTo((at.y - camera.y) / camera.scale, 6)
      }),
    )
  })

  it('sees all of a drawing that it fits to, and never larger than life', () => {
    for (const drawing of [
      { width: 100, height: 50 },
      { width: 9000, height: 300 },
      { width: 10, height: 40_000 },
    ]) {
      const camera = fitting(drawing, view)
      const { x, y, w, h } = seen(camera, view)
      expect(camera.scale).toBeLessThanOrEqual(1)
      expect([x <= 0, y <= 0, x + w >= drawing.width, y + h >= drawing.height]).toEqual([true, true, true, true])
    }
  })

  it('fits a drawing that would be a line to the other side of the screen, near where it was', () => {
    const drawing = { width: 90_000, height: 1600 }
    const before = { x: -40_000 * 0.85, y: 0, scale: 0.85 }
    const camera = fittingFrom(before, drawing, view)
    expect(camera.scale * drawing.height).toBeGreaterThan(view.height * 0.7)
    const [here, there] = [seen(camera, view), seen(before, view)]
    expect([here.y < 0, here.y + here.h > drawing.height]).toEqual([true, true])
    expect(here.x + here.w / 2).toBeCloseTo(there.x + there.w / 2, 3)
    const high = { width: drawing.height, height: drawing.width }
    expect(fittingFrom(before, high, view).scale * high.width).toBeGreaterThan(view.width * 0.5)
  })

  it('fits any other drawing as a whole', () => {
    for (const drawing of [
      { width: 9000, height: 4000 },
      { width: 1100, height: 60 },
    ])
      expect(fittingFrom({ x: 0, y: 0, scale: 1 }, drawing, view)).toEqual(fitting(drawing, view))
  })

  it('opens a large drawing where it can be read, at what matters', () => {
    const camera = opening({ width: 40_000, height: 9000 }, view, { x: 20_000, y: 4000, w: 200, h: 60 })
    expect(camera.scale).toBeGreaterThan(0.6)
    const { x, y, w, h } = seen(camera, view)
    expect([x + w / 2, y + h / 2]).toEqual([expect.closeTo(20_100, 3), expect.closeTo(4030, 3)])
  })

  it('does not show emptiness beside a large drawing', () => {
    const camera = opening({ width: 40_000, height: 200 }, view, { x: 0, y: 0, w: 200, h: 60 })
    expect(camera.x).toBe(40)
    expect(camera.y).toBeCloseTo((800 - 200 * camera.scale) / 2)
  })

  it('moves only if what is to be shown is not seen', () => {
    const camera = { x: 0, y: 0, scale: 1 }
    expect(showing(camera, { x: 100, y: 100, w: 200, h: 60 }, view)).toBe(camera)
    const moved = showing(camera, { x: 3000, y: 100, w: 200, h: 60 }, view)
    expect(moved.y).toBe(0)
    expect(3200 + moved.x).toBe(1200 - 48)
  })
})
