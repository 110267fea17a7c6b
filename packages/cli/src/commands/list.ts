import type { AssetDescription } from '@headwater/core'
import type { Answer, Command } from '../command.ts'
import { aroundFlags } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { type Cell, type Column, table } from '../print/table.ts'
import { count, indented } from '../print/words.ts'
import { selectionAround } from '../selection-of.ts'

export const list: Command = {
  args: '[selection...]',
  about: 'The assets stand by group, in the order in which they are made. Nothing of the state is read.',
  flags: aroundFlags,
  examples: [
    ['headwater list', 'all assets'],
    ["headwater list 'group:market and kind:sql'", 'some of them'],
    ['headwater list market/fct_prices --upstream', 'one, and all that it is made from'],
  ],
  run: (call) =>
    call.withProject(async (project): Promise<Answer> => {
      const assets = project.describe(selectionAround(call))
      return { data: assets, text: (screen) => listText(screen, assets) }
    }),
}

const columns: readonly Column[] = [
  { title: 'asset' },
  { title: 'partitions' },
  { title: 'kinds' },
  { title: 'deps', align: 'right' },
  { title: 'description' },
]

function listText(screen: Screen, assets: readonly AssetDescription[]): string {
  const groups = Map.groupBy(assets, ({ group }) => group)
  // One table for all, so that the columns of the groups stand under one another.
  const [head = '', ...lines] = table({ ...screen, width: screen.width - 2 }, columns, assets.map(rowOf)).split('\n')
  const lineOf = new Map(assets.map((asset, index) => [asset, lines[index] ?? '']))
  const blocks = [...groups].map(([group, members]) =>
    [screen.paint('bold', group), ...members.map((asset) => indented(lineOf.get(asset) ?? ''))].join('\n'),
  )
  const total = `${count(assets.length, 'asset')} in ${count(groups.size, 'group')}`
  return `${[indented(head), ...blocks, screen.paint('dim', total)].join('\n\n')}\n`
}

function rowOf({ key, partitions, kinds, external, deps, description }: AssetDescription): readonly Cell[] {
  const all = external ? ['external', ...kinds] : kinds
  return [
    key,
    partitions === 'unpartitioned' ? '' : partitions,
    { text: all.join(', '), style: 'dim' },
    deps.length > 0 ? String(deps.length) : '',
    { text: description ?? '', style: 'dim' },
  ]
}
