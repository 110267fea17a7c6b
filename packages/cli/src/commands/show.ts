import type { AssetDescription, AssetStatusReport, LineageEdge, Why } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { wasDue } from '../print/late-text.ts'
import type { Screen } from '../print/screen.ts'
import { statusMark } from '../print/status-mark.ts'
import { table } from '../print/table.ts'
import { facts, moment, number, whichOnes } from '../print/words.ts'

export const show: Command = {
  args: '<asset>',
  flags: [],
  examples: [['headwater show market/fct_prices', 'what it says of itself, and how it stands']],
  run: ({ args: [name = ''], withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const { asset, edges } = project.lineage(name)
      const [description] = project.describe(`key:${asset}`)
      const [status] = await project.status(`key:${asset}`)
      const newest = status?.newest ? (await project.why(asset, status.newest.partition)).materialized : undefined
      const readers = edges.filter(({ from, to }) => from === asset && to !== asset)
      const shown = { description, readers, status, newest }
      return {
        data: { ...description, readers: readers.map(({ to }) => to), status, newest },
        text: (screen) => showText(screen, shown),
      }
    }),
}

interface Shown {
  readonly description: AssetDescription | undefined
  readonly readers: readonly LineageEdge[]
  readonly status: AssetStatusReport | undefined
  readonly newest: Why['materialized']
}

function showText(screen: Screen, { description, readers, status, newest }: Shown): string {
  if (!description || !status) return ''
  const { key, deps, checks } = description
  const lines = [...selfLines(description), ...statusLines(status, newest)]
  const mark = statusMark(screen, status.status)
  const blocks = [
    `${screen.paint('bold', key)}  ${screen.paint(mark.style, mark.text)}${description.description ? `\n${description.description}` : ''}`,
    table(
      screen,
      [{ title: '' }, { title: '' }],
      lines.map(([name, value]) => [{ text: name, style: 'dim' }, value]),
    ),
  ]
  if (deps.length > 0)
    blocks.push(
      table(
        screen,
        [{ title: 'reads' }, { title: 'as' }, { title: 'mapping' }],
        deps.map(({ asset, dep, mapping }) => [asset, dep, mapping]),
      ),
    )
  if (readers.length > 0)
    blocks.push(
      table(
        screen,
        [{ title: 'read by' }, { title: 'as' }, { title: 'mapping' }],
        readers.map(({ to, dep, mapping }) => [to, dep, mapping]),
      ),
    )
  if (checks.length > 0)
    blocks.push(
      table(
        screen,
        [{ title: 'check' }, { title: 'severity' }, { title: '' }],
        checks.map(({ name, severity, blocking }) => [name, severity, blocking ? 'blocking' : '']),
      ),
    )
  return `${blocks.join('\n\n')}\n`
}

type Line = readonly [name: string, value: string]

function selfLines(description: AssetDescription): readonly Line[] {
  const { group, kinds, owners, tags, metadata, partitions, io, resources, pool, external } = description
  const lines: readonly Line[] = [
    ['group', group],
    ['kinds', kinds.join(', ')],
    ['owners', owners.join(', ')],
    ['tags', facts(tags)],
    ['metadata', facts(metadata)],
    ['partitions', partitions],
    ['made', external ? 'elsewhere' : ''],
    ['kept by', io ?? ''],
    ['resources', resources.join(', ')],
    ['pool', pool ?? ''],
  ]
  return lines.filter(([, value]) => value !== '')
}

function statusLines(status: AssetStatusReport, newest: Why['materialized']): readonly Line[] {
  const { counts, causes, rows, late } = status
  const now = Date.now()
  const partitioned = counts.total > 1
  const lines: readonly Line[] = [
    ['fresh', partitioned ? `${number(counts.fresh)} of ${number(counts.total)} partitions` : ''],
    ['open', counts.open > 0 ? `${number(counts.open)}, whose time is not over` : ''],
    ['missing', partitioned && counts.missing > 0 ? `${number(counts.missing)}: ${whichOnes(status.missing)}` : ''],
    [
      'stale',
      causes
        .map(
          ({ reason, partitions, count: of }) =>
            `${reason}${partitions ? ` (${number(of)}: ${whichOnes(partitions)})` : ''}`,
        )
        .join('; '),
    ],
    ['late', late.map((each) => `${wasDue(each, now)} (${each.check})`).join('; ')],
    ['failed', counts.failed > 0 ? (status.lastFailure?.message ?? '') : ''],
    [
      'checks',
      status.failedChecks
        .filter(({ check }) => late.every((each) => each.check !== check))
        .map(
          ({ check, partitions, count: of }) =>
            `${check} does not pass${partitions && ` on ${number(of)}: ${whichOnes(partitions)}`}`,
        )
        .join('; '),
    ],
    ['rows', rows === undefined ? '' : number(rows)],
    [
      'made',
      newest ? [moment(newest.time), status.newest?.partition].filter(Boolean).join(', the newest partition ') : '',
    ],
    ['lies in', newest?.place ?? ''],
  ]
  return lines.filter(([, value]) => value !== '')
}
