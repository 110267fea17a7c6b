import type { StatusBody } from '../../../contract/graph.ts'
import type { Status } from '../../../contract/words.ts'
import { statusWords } from '../../words/mark.ts'
import { formatAgo, formatCount, plural } from '../../words/format.ts'
import { at } from '../layout/adjacency.ts'
import { type Arrangement, boxKind } from '../layout/arrangement.ts'
import { type Mix, mixOf, mixWords, partitionMix, reasonOf, statusOf, worstOf } from './box-status.ts'
import type { GraphModel } from './graph-model.ts'

/** What a card says. */
export interface Card {
  readonly title: string
  /** At the right of the title: what kind of asset, or how many. */
  readonly note: string
  readonly status: Status | undefined
  /** Beside the mark: the status in words, and why. */
  readonly words: string
  /** At the right of the words. */
  readonly age: string
  readonly mix: Mix | undefined
}

/** What a frame around an open group says. */
export interface FrameTitle {
  readonly title: string
  readonly count: string
  readonly mix: Mix
}

/** All that is painted. */
export interface Scene {
  /** Of the graph: in another version assets and groups have other numbers. */
  readonly version: string
  readonly arrangement: Arrangement
  /** The status of every box: of several assets the worst. */
  readonly statuses: readonly (Status | undefined)[]
  /** What a box says. Made when it is read: of thousands of cards a screen shows some. */
  readonly card: (box: number) => Card
  readonly frames: readonly FrameTitle[]
  /** 1: what this edge leads to is being made. */
  readonly flowing: Uint8Array
}

export function sceneOf(model: GraphModel, arrangement: Arrangement, status: StatusBody | undefined): Scene {
  const now = Date.now()
  const statuses = statusesOf(arrangement, status)
  const cards: Card[] = []
  const card = (box: number) => (cards[box] ??= cardOf(model, arrangement, { box, status, now }))
  const inside = assetsByFrame(model, arrangement)
  const frames = Array.from(arrangement.frames.group, (group, frame) => {
    const assets = inside[frame] ?? []
    return { title: model.groupName(group), count: formatCount(assets.length), mix: mixOf(assets, status) }
  })
  const flowing = new Uint8Array(arrangement.edges.to.length)
  arrangement.edges.to.forEach((box, edge) => (flowing[edge] = Number(statuses[box] === 'running')))
  return { version: model.body.version, arrangement, statuses, card, frames, flowing }
}

function statusesOf(arrangement: Arrangement, status: StatusBody | undefined): readonly (Status | undefined)[] {
  const statuses: (Status | undefined)[] = []
  for (let box = 0; box < arrangement.kind.length; box += 1) {
    const isAsset = arrangement.kind[box] === boxKind.asset
    statuses.push(
      isAsset ? statusOf(at(arrangement.of, box), status) : worstOf(mixOf(assetsIn(arrangement, box), status)),
    )
  }
  return statuses
}

/** The assets in a box. */
export function assetsIn({ members, memberStart }: Arrangement, box: number): Int32Array {
  return members.subarray(at(memberStart, box), at(memberStart, box + 1))
}

interface Of {
  readonly box: number
  readonly status: StatusBody | undefined
  readonly now: number
}

function cardOf(model: GraphModel, arrangement: Arrangement, { box, status, now }: Of): Card {
  const assets = assetsIn(arrangement, box)
  if (arrangement.kind[box] === boxKind.asset) return assetCard(model, at(assets, 0), { status, now })
  const mix = mixOf(assets, status)
  const isGroup = arrangement.kind[box] === boxKind.group
  const first = at(arrangement.of, box)
  return {
    title: isGroup ? model.groupName(first) : commonName(Array.from(assets, (asset) => model.nameOf(asset))),
    note: isGroup ? formatCount(assets.length) : `×${formatCount(assets.length)}`,
    status: worstOf(mix),
    words: mixWords(mix),
    age: '',
    mix,
  }
}

function assetCard(model: GraphModel, asset: number, { status, now }: Omit<Of, 'box'>): Card {
  const { kinds, kind } = model.body
  const newest = status?.newest[asset] ?? 0
  const mix = partitionMix(asset, status)
  return {
    title: model.nameOf(asset),
    note: kinds[kind[asset] ?? -1] ?? '',
    status: statusOf(asset, status),
    words: status ? assetWords(asset, status, mix) : '',
    age: newest > 0 ? formatAgo(newest, now).replace(' ago', '') : '',
    mix,
  }
}

/** The status first, always; then why, or how much there is of it. What is drawn has no code in backticks. */
function assetWords(asset: number, body: StatusBody, mix: Mix | undefined): string {
  const status = statusOf(asset, body) ?? 'missing'
  const word = statusWords[status]
  const detail = reasonOf(asset, body).replaceAll('`', '') || (mix ? howMuch(mix[status], body.total[asset] ?? 0) : '')
  return detail === '' ? word : `${word} · ${detail}`
}

/** `51 of 1,260`, or `1,260 partitions` where all of them stand so. */
function howMuch(count: number, total: number): string {
  return count > 0 && count < total ? `${formatCount(count)} of ${formatCount(total)}` : plural(total, 'partition')
}

/** The assets in every frame. */
function assetsByFrame(model: GraphModel, { kind, boxOf, frames }: Arrangement): readonly (readonly number[])[] {
  const frameOf = new Int32Array(model.body.groups.length).fill(-1)
  frames.group.forEach((group, frame) => (frameOf[group] = frame))
  const inside = Array.from(frames.group, (): number[] => [])
  for (let asset = 0; asset < boxOf.length; asset += 1) {
    const box = at(boxOf, asset)
    const group = at(model.group, asset)
    if (box < 0 || group < 0 || kind[box] === boxKind.group) continue
    inside[at(frameOf, group)]?.push(asset)
  }
  return inside
}

/** `fct_*` for `fct_a, fct_b`; the first name where they begin differently. */
export function commonName(names: readonly string[]): string {
  const first = names[0] ?? ''
  const last = names.at(-1) ?? ''
  let same = 0
  while (same < first.length && names.every((name) => name[same] === first[same])) same += 1
  return same >= 2 ? `${first.slice(0, same)}…` : `${first} … ${last}`
}
