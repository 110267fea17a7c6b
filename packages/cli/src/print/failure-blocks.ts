import type { Failure } from '@headwater/core'
import { problemText } from './problem-text.ts'
import type { Screen } from './screen.ts'
import { count, indented, number, partitionsOf } from './words.ts'

/** Failures of one asset that are told in full; more of them are counted. */
const told = 3
/** Failures of a run that are told in full. */
const shown = 10

/** Failures of one asset that say the same but for the partition are told once. */
export function failureBlocks(screen: Screen, failures: readonly Failure[]): readonly string[] {
  const all = [...Map.groupBy(failures, ({ asset }) => asset)].flatMap(([asset, ofAsset]) => {
    const groups = [...Map.groupBy(ofAsset, likeness).values()]
    const blocks = groups.slice(0, told).map(([first, ...others]) => {
      if (!first) return ''
      const more = others.length > 0 ? ` and ${number(others.length)} more like it` : ''
      return `${screen.paint('red', `${screen.glyphs.bad} ${partitionsOf(asset, first.partitions)}`)}${more}\n${indented(problemText(screen, first.problem))}`
    })
    const rest = groups.length - told
    return rest > 0 ? [...blocks, indented(`${count(rest, 'other failure')} of ${asset}`)] : blocks
  })
  return all.length <= shown
    ? all
    : [
        ...all.slice(0, shown),
        screen.paint('dim', `and ${number(all.length - shown)} more failures; --json has them all`),
      ]
}

function likeness({ problem, partitions }: Failure): string {
  const key = partitions.replace(/^1 partition: /, '')
  const message = key === '' ? problem.message : problem.message.replaceAll(key, '')
  return `${problem.code} ${message.replaceAll(/\d+/g, '0')}`
}
