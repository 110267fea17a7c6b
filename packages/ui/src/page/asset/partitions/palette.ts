import type { Status } from '../../../contract/words.ts'
import { colour, type Theme } from '../../theme/theme.ts'

/** Colours that a canvas paints with; `fills` by the index of a status. */
export interface Palette {
  readonly theme: Theme
  readonly fills: readonly string[]
  readonly accent: string
  readonly ink: string
  readonly faint: string
  readonly hover: string
  readonly sans: string
}

/** What is fresh is pale wherever it is dense; trouble keeps its full colour. */
const tokens = {
  fresh: '--ok-quiet',
  stale: '--stale',
  failed: '--fail',
  running: '--run',
  missing: '--none',
  open: '--none-soft',
  external: '--none-soft',
} as const satisfies Record<Status, `--${string}`>

/** The colours of a theme, which must be the one that is shown. */
export function paletteOf(statuses: readonly Status[], theme: Theme): Palette {
  return {
    theme,
    fills: statuses.map((status) => colour(tokens[status])),
    accent: colour('--accent'),
    ink: colour('--ink-2'),
    faint: colour('--ink-3'),
    hover: colour('--hover'),
    sans: colour('--sans'),
  }
}

/** The most important first: what is on top where many partitions share a pixel. */
const importance: readonly Status[] = ['failed', 'stale', 'running', 'missing', 'open', 'external', 'fresh']

/** Indexes of `statuses`, the most important first. */
export function orderOf(statuses: readonly Status[]): readonly number[] {
  return importance.map((status) => statuses.indexOf(status)).filter((index) => index !== -1)
}
