import { Link } from '@tanstack/react-router'
import { type ReactNode, useLayoutEffect, useMemo, useRef } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import type { LineageBody } from '../../../contract/graph.ts'
import { useApi } from '../../api/use-api.ts'
import { buttonClass } from '../../components/button.tsx'
import { classNames } from '../../components/class-names.ts'
import { Answer, Empty } from '../../components/note.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { Choices } from '../../components/tabs.tsx'
import { plural } from '../../words/format.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { useAssetStatuses } from '../use-asset-statuses.ts'
import { card, type LineagePicture, lineagePicture, type PlacedAsset } from './lineage-layout.ts'
import styles from './lineage.module.css'

const directions = [
  { id: 'up', label: 'Upstream' },
  { id: 'both', label: 'Both' },
  { id: 'down', label: 'Downstream' },
] as const

const depths = [
  { id: '1', label: '1' },
  { id: '2', label: '2' },
  { id: '3', label: '3' },
  { id: '100', label: 'All' },
] as const

/** Around the picture, as lineage.module.css has it. */
const padding = 28

/** More than this is for the page of the graph. */
const most = 150

/** What an asset is made of and what is made of it, as far as so many steps lead. */
export function LineageTab({ asset: { key } }: { readonly asset: AssetBody }): ReactNode {
  const [{ dir = 'both', depth = 2 }, change] = useAssetSearch()
  const lineage = useApi('lineage', { asset: key, query: { direction: dir, depth } }, { keep: true })
  return (
    <Panel className={styles['panel']}>
      <div className={styles['head']}>
        <Choices label="Direction" items={directions} current={dir} onChoose={(id) => change({ dir: id })} />
        <span className={styles['depth']}>
          Steps
          <Choices
            label="Steps"
            items={depths}
            current={depths.find(({ id }) => Number(id) === depth)?.id ?? '100'}
            onChoose={(id) => change({ depth: Number(id) })}
          />
        </span>
        <Link
          to="/graph"
          search={{ q: selectionOf(key, dir, depth), view: 'assets', sel: [key] }}
          className={classNames(buttonClass({ small: true }), styles['open'])}
        >
          Open in the graph
        </Link>
      </div>
      <Answer of={lineage}>{(body) => <Lineage body={body} />}</Answer>
    </Panel>
  )
}

/** As the selection language says it: `2+market/fct_prices+2`. */
function selectionOf(key: string, direction: string, depth: number): string {
  const steps = depth >= 100 ? '' : String(depth)
  return `${direction === 'down' ? '' : `${steps}+`}${key}${direction === 'up' ? '' : `+${steps}`}`
}

function Lineage({ body }: { readonly body: LineageBody }): ReactNode {
  const picture = useMemo(() => (body.nodes.length <= most ? lineagePicture(body) : undefined), [body])
  if (body.nodes.length === 1)
    return <Empty title="Nothing is around it">It reads no other asset, and no other asset reads it this way.</Empty>
  if (!picture) {
    return (
      <Empty title={`${plural(body.nodes.length, 'asset')} are around it`}>
        That is too much for a small picture: take fewer steps, or open it in the graph.
      </Empty>
    )
  }
  return <Picture picture={picture} middle={body.asset} />
}

function Picture({ picture, middle }: { readonly picture: LineagePicture; readonly middle: string }): ReactNode {
  const { nodes, edges, width, height } = picture
  const frame = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const at = nodes.find(({ asset }) => asset === middle)
    const { current } = frame
    if (!at || !current) return
    current.scrollLeft = at.x + card.width / 2 + padding - current.clientWidth / 2
    current.scrollTop = at.y + card.height / 2 + padding - current.clientHeight / 2
  }, [nodes, middle])
  return (
    <div ref={frame} className={styles['scroll']} tabIndex={-1}>
      <div className={styles['picture']} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {edges.map(({ from, to }) => (
            <path
              key={`${from.asset} ${to.asset}`}
              d={curveOf(from, to)}
              className={from.asset === middle || to.asset === middle ? styles['near'] : undefined}
            />
          ))}
        </svg>
        <ul aria-label={`What is around ${middle}`}>
          {nodes.map((node) => (
            <Card key={node.asset} node={node} isMiddle={node.asset === middle} />
          ))}
        </ul>
      </div>
    </div>
  )
}

function Card({ node, isMiddle }: { readonly node: PlacedAsset; readonly isMiddle: boolean }): ReactNode {
  const status = useAssetStatuses()(node.asset)
  const cut = node.asset.lastIndexOf('/')
  return (
    <li style={{ left: node.x, top: node.y, width: card.width, height: card.height }}>
      <Link
        to="/assets/$asset"
        params={{ asset: node.asset }}
        search={{ tab: 'lineage' }}
        className={classNames(styles['card'], isMiddle && styles['middle'], status && styles[status])}
        aria-current={isMiddle ? 'true' : undefined}
        title={node.asset}
      >
        <b>{node.asset.slice(cut + 1)}</b>
        <small>
          {status && <StatusMark status={status} size={10} />}
          {status && statusWords[status]}
          <span>{node.asset.slice(0, Math.max(0, cut))}</span>
        </small>
      </Link>
    </li>
  )
}

function curveOf(from: PlacedAsset, to: PlacedAsset): string {
  const [x, y] = [from.x + card.width, from.y + card.height / 2]
  const [endX, endY] = [to.x, to.y + card.height / 2]
  const bend = Math.min(80, (endX - x) / 2)
  return `M${x} ${y}C${x + bend} ${y} ${endX - bend} ${endY} ${endX} ${endY}`
}
