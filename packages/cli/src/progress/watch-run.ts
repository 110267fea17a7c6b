import type { Call } from '../command.ts'
import { LineView } from './line-view.ts'
import { LiveView } from './live-view.ts'
import type { RunView } from './run-view.ts'

/** On standard error: redrawn on a terminal, line by line elsewhere, and not at all with `--json` or `--quiet`. */
export function watchRun({ aside, flags }: Pick<Call, 'aside' | 'flags'>): RunView {
  const write = (text: string): void => void process.stderr.write(text)
  if (flags.json || flags.quiet) return silent
  return aside.isTerminal && process.env['TERM'] !== 'dumb' ? new LiveView(aside, write) : new LineView(aside, write)
}

const silent: RunView = { onProgress: () => undefined, note: () => undefined, end: () => undefined }
