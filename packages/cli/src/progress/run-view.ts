import type { RunProgress } from '@headwater/core'

/** Shows a run while it goes on. */
export interface RunView {
  readonly onProgress: (progress: RunProgress) => void
  /** Shows a line of the command's own. */
  readonly note: (line: string) => void
  /** Takes back what only made sense while the run went on. */
  readonly end: () => void
}
