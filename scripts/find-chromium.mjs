import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/**
 * The Chromium that tests, benchmarks and pictures use: the one that HEADWATER_CHROMIUM names, else the first on the PATH.
 * @returns {string | undefined} its path; undefined where there is none
 */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    ...(process.env.HEADWATER_CHROMIUM ? [process.env.HEADWATER_CHROMIUM] : []),
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ]
  return candidates.find(isExecutable)
}

/** How it is started: without a sandbox, which root and containers do not have, and without asking the network anything. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
