import { CommandError } from './command-error.ts'

/**
 * Works with a signal that Ctrl-C and SIGTERM abort: the first lets the work finish what it must, and `told` may say so;
 * the second ends the process at once. Throws CANCELLED where the work gives up with the signal's reason.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, told?: () => void): Promise<T> {
  const aborting = new AbortController()
  const cancelled = new CommandError('CANCELLED', { message: 'cancelled by the user' })
  const onSignal = (): void => {
    if (aborting.signal.aborted) process.exit(130)
    told?.()
    aborting.abort(cancelled)
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    return await work(aborting.signal)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
