import type { AssetLineage, LineageEdge, PartitionLineage, Project } from '@headwater/core'
import { Option } from 'commander'
import type { Answer, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { partitionNamed } from '../partition-named.ts'
import type { Screen } from '../print/screen.ts'
import { table } from '../print/table.ts'
import { type Branch, tree } from '../print/tree.ts'
import { count } from '../print/words.ts'

export const lineage: Command = {
  args: '<asset> [partition]',
  about: 'Of an asset: how it hangs together with others. Of a partition: what was recorded when it was made.',
  flags: [
    new Option('--upstream', 'only what it comes from'),
    new Option('--downstream', 'only what comes from it').conflicts('upstream'),
  ],
  examples: [
    ['headwater lineage market/fct_prices', 'both ways'],
    ['headwater lineage market/fct_prices 2014-01-28', 'the partitions, and their versions, that made this one'],
  ],
  run: ({ args: [asset = '', partition], flags, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      if (partition !== undefined) return ofPartition(project, asset, partition)
      const whole = project.lineage(asset)
      const found: AssetLineage = {
        ...whole,
        upstream: flags.downstream ? [] : whole.upstream,
        downstream: flags.upstream ? [] : whole.downstream,
      }
      return { data: found, text: (screen) => assetText(screen, found) }
    }),
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

async function ofPartition(project: Project, asset: string, named: string): Promise<Answer> {
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
