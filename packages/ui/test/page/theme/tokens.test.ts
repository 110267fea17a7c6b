import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrast, distance, linearRgb, sights } from './oklch.ts'

const css = readFileSync(join(import.meta.dirname, '../../../src/page/theme/tokens.css'), 'utf8')
const light = tokensIn(/:root \{([^}]+)\}/)
const themes = { light, dark: { ...light, ...tokensIn(/:root\[data-theme='dark'\] \{([^}]+)\}/) } }
const statuses = ['ok', 'run', 'stale', 'fail', 'none'] as const

function tokensIn(block: RegExp): Readonly<Record<string, string>> {
  const [, body = ''] = block.exec(css) ?? []
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (oklch\([^)]+\));/g)].map(([, name, value]) => [name, value]),
  )
}

describe.each(Object.entries(themes))('tokens of the %s theme', (_, tokens) => {
  const colour = (name: string) => {
    expect(tokens, name).toHaveProperty(name)
    return linearRgb(tokens[name] as string)
  }

  it.each(['ink', 'ink-2', 'ink-3', 'accent-ink'])('has --%s readable on everything that it stands on', (ink) => {
    for (const ground of ['bg', 'surface', 'raised', 'sunken', 'hover']) {
      expect(contrast(colour(ink), colour(ground)), `on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(statuses)('has the words of --%s readable on their pill and on the page', (status) => {
    const ink = colour(`${status}-ink`)
    expect(contrast(ink, colour(`${status}-soft`))).toBeGreaterThanOrEqual(5)
    expect(contrast(ink, colour('surface'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(ink, colour('bg'))).toBeGreaterThanOrEqual(4.5)
  })

  it('has the words of a chosen row and of the main button readable', () => {
    expect(contrast(colour('accent-ink'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('ink'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['ok', 'run', 'stale', 'fail', 'accent'])('has --%s stand out from what it is drawn on', (fill) => {
    expect(contrast(colour(fill), colour('surface'))).toBeGreaterThanOrEqual(3)
    expect(contrast(colour(fill), colour('bg'))).toBeGreaterThanOrEqual(3)
  })

  it.each(['ok', 'run', 'stale', 'fail'])('has the glyph inside --%s stand out', (fill) => {
    expect(contrast(colour('on-status'), colour(fill))).toBeGreaterThanOrEqual(3)
  })

  it.each(Object.entries(sights))('keeps the statuses apart with %s sight', (_sight, seen) => {
    for (const [place, one] of statuses.entries()) {
      for (const other of statuses.slice(place + 1)) {
        const apart = distance(seen(colour(one)), seen(colour(other)))
        expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(10.5)
      }
    }
  })

  it('keeps success quiet: it is paler than every trouble', () => {
    const chroma = (name: string) => Number(/oklch\(\S+ (\S+)/.exec(tokens[name] ?? '')?.[1])
    for (const loud of ['run', 'stale', 'fail']) expect(chroma('ok-quiet')).toBeLessThan(chroma(loud) / 2)
  })
})
