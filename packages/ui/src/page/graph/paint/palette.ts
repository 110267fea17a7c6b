import type { Status } from '../../../contract/words.ts'

/** The colours and typefaces of tokens.css as a canvas takes them. Read again when the theme changes. */
export interface Palette {
  readonly bg: string
  readonly surface: string
  readonly sunken: string
  readonly line: string
  readonly strongLine: string
  readonly ink: string
  readonly softInk: string
  readonly faintInk: string
  readonly accent: string
  readonly dot: string
  readonly onStatus: string
  readonly run: string
  /** A status as mark and stripe. */
  readonly fill: Readonly<Record<Status, string>>
  /** As a large surface: success is quiet. */
  readonly quiet: Readonly<Record<Status, string>>
  /** As text. */
  readonly text: Readonly<Record<Status, string>>
  readonly sans: string
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colour = (token: `--${string}`) => style.getPropertyValue(token)
  const byStatus = (ok: `--${string}`, none: `--${string}`, end: string): Readonly<Record<Status, string>> => ({
    fresh: colour(ok),
    open: colour(ok),
    running: colour(`--run${end}`),
    stale: colour(`--stale${end}`),
    failed: colour(`--fail${end}`),
    missing: colour(none),
    external: colour(none),
  })
  return {
    bg: colour('--bg'),
    surface: colour('--surface'),
    sunken: colour('--sunken'),
    line: colour('--line'),
    strongLine: colour('--line-2'),
    ink: colour('--ink'),
    softInk: colour('--ink-2'),
    faintInk: colour('--ink-3'),
    accent: colour('--accent'),
    dot: colour('--dot'),
    onStatus: colour('--on-status'),
    run: colour('--run'),
    fill: byStatus('--ok', '--none', ''),
    quiet: byStatus('--ok-quiet', '--none', ''),
    text: byStatus('--ok-ink', '--none-ink', '-ink'),
    sans: colour('--sans'),
  }
}
