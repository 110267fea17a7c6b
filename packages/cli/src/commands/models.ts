import type { Model, ModelVersion } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { limitFlag, moveFlag } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { ago, count, facts, number, partitionsOf } from '../print/words.ts'
import { versionNamed } from '../version-named.ts'

/** Versions that are listed when no limit is given. */
const usual = 20
/** So much of a code version tells it from another one. */
const codeLength = 12

export const models: Command = {
  args: '<asset>',
  about: 'Versions are numbered by where they stand in the event log. Moving an alias makes what reads it stale.',
  flags: [moveFlag, limitFlag(`versions at most, the newest first; 0 for all; default: ${usual}`)],
  examples: [
    ['headwater models forecast/model', 'its versions: aliases, metrics, what each was trained on'],
    ['headwater models forecast/model --move champion=118', 'version 118 becomes the champion'],
    ['headwater models forecast/model --move champion=challenger', 'the version that is the challenger does'],
    ['headwater load forecast/model@champion', 'the artifact of a version'],
  ],
  run: ({ args: [asset = ''], flags: { move, limit = usual }, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const model = project.model(asset)
      return move === undefined ? list(model, limit) : moved(model, moveIn(move))
    }),
}

async function list(model: Model<unknown, string>, limit: number): Promise<Answer> {
  const { asset } = model
  const [aliases, versions] = [
    await model.aliases(),
    await model.versions(limit === 0 ? Number.MAX_SAFE_INTEGER : limit),
  ]
  return { data: { asset, aliases, versions }, text: (screen) => listText(screen, { asset, aliases, versions }) }
}

async function moved(model: Model<unknown, string>, { alias, to }: Move): Promise<Answer> {
  const { asset } = model
  const from = (await model.aliases()).find((held) => held.alias === alias)?.version
  const version = await model.moveAlias(alias, to, { expected: from })
  const data = { asset, alias, from, to: version.version, version }
  const said = `Version ${data.to} of ${asset} is the ${alias}`
  const before = from === undefined ? '' : `, instead of version ${from}`
  return { data, text: () => (from === data.to ? `${said} already.\n` : `${said} now${before}.\n`) }
}

/** What `--move` asks for. */
interface Move {
  readonly alias: string
  readonly to: string | number
}

/** Reads `champion=118` and `champion=challenger`. Throws USAGE_INVALID. */
function moveIn(text: string): Move {
  const [, alias, to] = /^([^=]+)=([^=]+)$/.exec(text) ?? []
  if (alias !== undefined && to !== undefined) return { alias, to: versionNamed(to) }
  throw new CommandError('USAGE_INVALID', {
    message: `\`--move ${text}\` does not say which version the alias is to go to`,
    hint: 'Write `--move champion=118`, with the number of a version or another alias.',
  })
}

interface Listed {
  readonly asset: string
  readonly aliases: Awaited<ReturnType<Model<unknown, string>['aliases']>>
  readonly versions: readonly ModelVersion[]
}

function listText(screen: Screen, { asset, aliases, versions }: Listed): string {
  if (versions.length === 0)
    return `${asset} has no version yet: \`headwater materialize ${asset}\` trains the first.\n`
  const held = aliases.map(({ alias, version }) => `${alias} ${version ?? 'is held by none'}`)
  const head = [screen.paint('bold', asset), ...(held.length > 0 ? [held.join(', ')] : [])].join('  ')
  const titles = [
    { title: 'version', align: 'right' },
    { title: 'partition' },
    { title: 'aliases' },
    { title: 'made' },
    { title: 'metrics' },
    { title: 'trained on', yields: true },
    { title: 'code' },
    { title: 'artifact' },
  ] as const
  const rows = versions.map((of) => [
    String(of.version),
    of.partition ?? '',
    { text: of.aliases.join(', '), style: 'green' } as const,
    ago(of.time),
    facts(of.metrics),
    of.inputs.map(({ asset: upstream, partitions }) => partitionsOf(upstream, partitions)).join(', '),
    of.codeVersion.slice(0, codeLength),
    of.isKept ? (of.bytes === undefined ? 'kept' : count(of.bytes, 'byte')) : ({ text: 'gone', style: 'dim' } as const),
  ])
  const oldest = versions.at(-1)?.version ?? 0
  const older = aliases.some(({ version }) => version !== undefined && version < oldest)
  const more = older ? `\n\n${screen.paint('dim', `${number(versions.length)} are shown; --limit shows more`)}` : ''
  return `${head}\n\n${table(screen, titles, rows)}${more}\n`
}
