import type { AssetLineage, ColumnAt, LineageEdge, PartitionLineage, Project } from '@headwater/core'
import { Option } from 'commander'
import type { Answer, Command } from '../command.ts'
import { columnNamed } from '../column-named.ts'
import { CommandError } from '../command-error.ts'
import type { Flags } from '../flags.ts'
import { partitionNamed } from '../partition-named.ts'
import { type ColumnFound, columnLineageText } from '../print/column-lineage-text.ts'
import { assetsMermaid, columnsMermaid } from '../print/mermaid.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { type Branch, tree } from '../print/tree.ts'
import { count } from '../print/words.ts'

export const lineage: Command = {
  args: '<asset[.column]> [partition]',
  about:
    'Of an asset: how it hangs together with others. Of a column: what it is made of and what is made of it, as far as anybody can tell, known before any run. Of a partition: what was recorded when it was made. Fields of a column follow it after a dot.',
  flags: [
    new Option('--upstream', 'only what it comes from'),
    new Option('--downstream', 'only what comes from it').conflicts('upstream'),
    new Option('--mermaid', 'as a flowchart of Mermaid, not of a partition').conflicts('json'),
  ],
  examples: [
    ['headwater lineage market/fct_prices', 'both ways'],
    ['headwater lineage market/fct_prices.close --upstream', 'one column, back to where it came from'],
    ['headwater lineage raw/quotes --downstream --mermaid', 'a picture of all that reads it'],
    ['headwater lineage market/fct_prices 2014-01-28', 'the partitions, and their versions, that made this one'],
  ],
  run: ({ args: [named = '', partition], flags, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      const column = columnNamed(project, named)
      if (partition !== undefined) return ofPartition(project, partition, named, column)
      return column ? ofColumn(project, column, flags) : ofAsset(project, named, flags)
    }),
}

function ofAsset(project: Project, named: string, { upstream, downstream, mermaid }: Flags): Answer {
  const whole = project.lineage(named)
  const found: AssetLineage = {
    ...whole,
    upstream: downstream ? [] : whole.upstream,
    downstream: upstream ? [] : whole.downstream,
  }
  return { data: found, text: (screen) => (mermaid ? assetsMermaid(found) : assetText(screen, found)) }
}

async function ofColumn(project: Project, { asset, column }: ColumnAt, flags: Flags): Promise<Answer> {
  const { upstream, downstream, ...at } = await project.columnLineage(asset, column)
  const found: ColumnFound = {
    ...at,
    ...(flags.downstream ? {} : { upstream }),
    ...(flags.upstream ? {} : { downstream }),
  }
  return { data: found, text: (screen) => (flags.mermaid ? columnsMermaid(found) : columnLineageText(screen, found)) }
}

function assetText(screen: Screen, { asset, upstream, downstream, edges }: AssetLineage): string {
  const direct = edges.filter(({ from, to }) => from !== to)
  const up = branches(asset, direct, (edge) => [edge.to, edge.from])
  const down = branches(asset, direct, (edge) => [edge.from, edge.to])
  const blocks = [
    screen.paint('bold', asset),
    ...(upstream.length > 0 ? [[`comes from ${count(upstream.length, 'asset')}`, ...tree(screen, up)].join('\n')] : []),
    ...(downstream.length > 0
      ? [[`goes into ${count(downstream.length, 'asset')}`, ...tree(screen, down)].join('\n')]
      : []),
  ]
  return `${blocks.length === 1 ? `${blocks[0]} stands alone in this direction.` : blocks.join('\n\n')}\n`
}

/** What is reached from an asset along the edges. What hangs together in several ways is drawn out once. */
function branches(
  asset: string,
  edges: readonly LineageEdge[],
  ends: (edge: LineageEdge) => readonly [near: string, far: string],
): readonly Branch[] {
  const next = Map.groupBy(edges, (edge) => ends(edge)[0])
  const drawn = new Set<string>()
  const below = (key: string): readonly Branch[] =>
    (next.get(key) ?? []).map((edge) => {
      const far = ends(edge)[1]
      const words = `${far}  (${edge.dep}${edge.mapping === 'identity' ? '' : `, ${edge.mapping}`})`
      if (drawn.has(far)) return { text: next.has(far) ? `${words}, as above` : words, below: [] }
      drawn.add(far)
      return { text: words, below: below(far) }
    })
  return below(asset)
}

async function ofPartition(
  project: Project,
  named: string,
  asset: string,
  column: ColumnAt | undefined,
): Promise<Answer> {
  if (column)
    throw new CommandError('USAGE_INVALID', {
      message: `column lineage is the same for all partitions, and \`${named}\` was named beside \`${asset}\``,
      hint: 'Leave out the partition, or the column.',
    })
  const partition = await partitionNamed(project, asset, named)
  const found = await project.partitionLineage(asset, partition)
  if (!found)
    throw new CommandError('NOT_MATERIALIZED', {
      message: `asset \`${asset}\` partition \`${partition ?? named}\` is not materialized, so nothing is recorded of what made it`,
      hint: `Run \`headwater materialize ${asset} --partitions ${named}\`.`,
    })
  return { data: found, text: (screen) => partitionText(screen, found) }
}

function partitionText(
  screen: Screen,
  { asset, partition, dataVersion, codeVersion, runId, inputs }: PartitionLineage,
): string {
  const head = [
    screen.paint('bold', [asset, partition].filter(Boolean).join(' ')),
    `data version ${dataVersion}`,
    ...(codeVersion ? [`code version ${codeVersion}`] : []),
    ...(runId === undefined ? [] : [`made by run ${runId}`]),
  ].join('\n')
  if (inputs.length === 0) return `${head}\n\nIt was made from nothing else.\n`
  const rows = inputs.flatMap((input) => {
    const samples = input.sample.map(({ partition: key, dataVersion: version }) => [
      input.asset,
      input.dep,
      key ?? '',
      version ?? 'absent',
    ])
    const rest = input.count - input.sample.length
    return rest > 0 ? [...samples, [input.asset, input.dep, `and ${count(rest, 'earlier partition')}`, '']] : samples
  })
  return `${head}\n\n${table(screen, [{ title: 'read' }, { title: 'as' }, { title: 'partition' }, { title: 'data version' }], rows)}\n`
}
