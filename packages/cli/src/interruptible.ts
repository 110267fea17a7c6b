/**
 * Works with a signal that Ctrl-C and SIGTERM abort: the first lets the work finish what it must, and `told` says so;
 * the second ends the process at once.
 */
export async function interruptible<T>(told: () => void, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborting = new AbortController()
  const onSignal = (): void => {
    if (aborting.signal.aborted) process.exit(130)
    told()
    aborting.abort(new Error('cancelled by the user'))
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    return await work(aborting.signal)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
