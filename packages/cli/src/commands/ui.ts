import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import type { Project } from '@headwater/core'
import { InvalidArgumentError, Option } from 'commander'
import type { Answer, Call, Command } from '../command.ts'
import { findConfig } from '../find-config.ts'
import type { Flags } from '../flags.ts'
import { interruptible } from '../interruptible.ts'

const flags: readonly Option[] = [
  new Option('--port <number>', 'the port; 0: a free one; default: 4400').argParser(portNumber),
  new Option('--host <address>', 'the address to listen on; default: loopback; any other needs a token'),
  new Option('--allow-host <name...>', 'also answer under this name, as it stands in the address bar'),
  new Option('--token [token]', 'ask for this token, or a new one; default: HEADWATER_UI_TOKEN, if it is set'),
  new Option('--read-only', 'show, and start nothing'),
  new Option('--open', 'open it in the browser'),
]

export const ui: Command = {
  args: '',
  about:
    'It answers this machine alone unless --host says otherwise. Ctrl-C ends it, and cancels runs that were started from it: what is done stays.',
  flags,
  examples: [
    ['headwater ui --open', 'in the browser, at http://localhost:4400'],
    ['headwater ui --host 0.0.0.0 --token --read-only', 'for colleagues, to look at'],
  ],
  run: serve,
}

export const up: Command = {
  args: '',
  about: 'Today that is the web page, as `headwater ui` serves it; schedules and sensors are not carried out yet.',
  flags,
  examples: [['headwater up', 'the web page, at http://localhost:4400']],
  run: serve,
}

/** Serves the page until Ctrl-C. */
function serve(call: Call): Promise<Answer> {
  return call.withProject(async (project) => {
    const url = await interruptible((signal) => untilAborted(call, project, signal))
    return { data: { url }, text: () => '' }
  })
}

async function untilAborted({ flags, cwd }: Call, project: Project, signal: AbortSignal): Promise<string> {
  const { host, port, allowHost, readOnly } = flags
  const made = flags.token === true ? randomBytes(32).toString('base64url') : undefined
  const token = made ?? givenToken(flags)
  // Only this command pays for loading it.
  const { serveUi } = await import('@headwater/ui')
  const name = basename(dirname(findConfig(cwd, flags.config)))
  await using server = await serveUi(project, { host, port, readOnly, token, allowedHosts: allowHost, name })
  // A token that the user gave is not repeated where logs are kept.
  const address = made === undefined ? server.url : `${server.url}?token=${made}`
  const how = token === made ? '' : ' (with `?token=` and your token, the first time)'
  if (!flags.json) process.stderr.write(`${name} is at ${address}${how}\n`)
  if (flags.open) open(address)
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  return server.url
}

function givenToken({ token }: Flags): string | undefined {
  return typeof token === 'string' ? token : process.env['HEADWATER_UI_TOKEN'] || undefined
}

/** With what the desktop opens addresses with. One that has none says nothing: the address stands on the screen. */
function open(address: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'] }[process.platform as string] ?? [
    'xdg-open',
  ]
  spawn(command ?? '', [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('A number from 0 to 65535 is needed.')
}
