/**
 * Installs Debian's Chromium, which the tests of the web page drive, where there is none and this user may. Where that cannot be,
 * it says why and is done: the tests of the page then say that they were skipped.
 */
import { spawnSync } from 'node:child_process'
import { findChromium } from './find-chromium.mjs'

const found = findChromium()
if (found) console.log(`the tests of the page use ${found}`)
else install()

function install() {
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !runs('sudo', ['-n', 'true'])) return missing('installing it takes root, or sudo without a password')
  if (!runs('apt-get', ['--version'])) return missing('there is no apt-get here')
  const as = isRoot ? [] : ['sudo', '-n']
  console.log('installing chromium for the tests of the page')
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']]) {
    const [command, ...rest] = [...as, 'apt-get', ...args]
    const { status } = spawnSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return missing(`\`apt-get ${args[0]}\` failed`)
  }
  console.log(`the tests of the page use ${findChromium() ?? 'nothing: chromium was installed and is not found'}`)
}

function missing(why) {
  console.log(`no Chromium, so the tests of the page will be skipped: ${why}`)
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}
