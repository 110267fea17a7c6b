import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { Option } from 'commander'
import type { Answer, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { ownFolder, ownVersion } from '../own-package.ts'
import type { Screen } from '../print/screen.ts'

export const init: Command = {
  args: '[folder]',
  about:
    'Writes a project of four assets with its test. It needs no account, no key and no network once it is installed.',
  flags: [new Option('-f, --force', 'also in a folder that is not empty; files that are there are never overwritten')],
  examples: [
    ['headwater init prices', 'in a new folder'],
    ['headwater init', 'here'],
  ],
  run: async ({ args: [folder = '.'], cwd, flags }): Promise<Answer> => {
    const target = resolve(cwd, folder)
    const there = existsSync(target) ? readdirSync(target) : []
    if (there.some((name) => name !== '.git') && !flags.force) throw notEmpty(target)
    const { written, kept } = writeTemplate(target)
    return {
      data: { folder: target, written, kept },
      text: (screen) => initText(screen, relative(cwd, target), written, kept),
    }
  },
}

function writeTemplate(target: string): { readonly written: readonly string[]; readonly kept: readonly string[] } {
  const template = join(ownFolder, 'template')
  const values: { readonly [placeholder: string]: string } = {
    '{name}': packageName(target),
    '{version}': ownVersion(),
  }
  const written: string[] = []
  const kept: string[] = []
  mkdirSync(target, { recursive: true })
  for (const file of readdirSync(template).sort()) {
    // npm leaves a file of this name out of packages, so it lies in the template without its dot.
    const name = file === 'gitignore' ? '.gitignore' : file
    if (existsSync(join(target, name))) {
      kept.push(name)
      continue
    }
    const text = readFileSync(join(template, file), 'utf8')
    writeFileSync(
      join(target, name),
      text.replaceAll(/\{name\}|\{version\}/g, (placeholder) => values[placeholder] ?? placeholder),
    )
    written.push(name)
  }
  return { written, kept }
}

/** A name that npm takes, from that of the folder. */
function packageName(target: string): string {
  const name = basename(target)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name || 'headwater-project'
}

function notEmpty(target: string): CommandError {
  return new CommandError('FOLDER_NOT_EMPTY', {
    message: `\`${target}\` is not empty`,
    hint: 'Name a new folder: `headwater init <folder>`. With --force the files that are missing are added, and none is overwritten.',
  })
}

function initText(screen: Screen, folder: string, written: readonly string[], kept: readonly string[]): string {
  const mark = screen.paint('green', screen.glyphs.good)
  const steps = [
    ...(folder === '' ? [] : [`cd ${folder}`]),
    'npm install',
    'npx headwater materialize',
    'npx headwater load weather/monthly 2024-03',
    'npm test',
  ]
  return [
    `${mark} Wrote ${written.join(', ')}${folder === '' ? '' : ` to ${folder}`}.`,
    ...(kept.length > 0 ? [`  Left as they were: ${kept.join(', ')}.`] : []),
    '',
    'Next:',
    ...steps.map((step) => `  ${screen.paint('cyan', step)}`),
    '',
  ].join('\n')
}
