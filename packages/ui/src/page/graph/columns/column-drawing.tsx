import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { classNames } from '../../components/class-names.ts'
import {
  type ColumnCard,
  type ColumnEdge,
  type ColumnGraph,
  type ColumnId,
  columnId,
  edgePath,
  rowPlaces,
  wholeRows,
} from './column-graph.ts'
import styles from './columns-view.module.css'

export interface ColumnDrawingProps {
  readonly graph: ColumnGraph
  /** What is in the light; absent: everything. */
  readonly path: ReadonlySet<ColumnId> | undefined
  readonly chosen: ColumnId | undefined
  /** The asset that it is about. */
  readonly own: string
  readonly onChoose: (asset: string, column: string) => void
}

/** Cards with a row for each column. There are few, so that they can be buttons, and the edges lines under them. */
export function ColumnDrawing({ graph, path, chosen, own, onChoose }: ColumnDrawingProps): ReactNode {
  const places = useMemo(() => rowPlaces(graph.cards), [graph])
  const isLit = ({ from, to }: ColumnEdge) => path?.has(from) === true && path.has(to)
  return (
    <div className={styles['scroll']} tabIndex={0} role="group" aria-label={`Columns of ${own}`}>
      <div className={styles['drawing']} style={{ width: graph.width, height: graph.height }}>
        <svg className={styles['edges']} width={graph.width} height={graph.height} aria-hidden="true">
          {graph.edges.map((edge) => {
            const from = places.get(edge.from)
            const to = places.get(edge.to)
            if (!from || !to) return null
            const look = isLit(edge) ? styles['lit'] : path && styles['dark']
            return (
              <path
                key={`${edge.from}\t${edge.to}\t${edge.bearing}`}
                className={classNames(look, edge.bearing !== 'DIRECT' && styles['indirect'])}
                d={edgePath(from, to)}
              >
                <title>{wordsOf(edge)}</title>
              </path>
            )
          })}
        </svg>
        {graph.cards.map((card) => (
          <Card key={card.asset} card={card} isOwn={card.asset === own} {...{ path, chosen, onChoose }} />
        ))}
      </div>
      <p className={styles['legend']}>
        <svg width="26" height="8" aria-hidden="true">
          <path d="M0 4H26" />
        </svg>
        its values come from there
        <svg width="26" height="8" aria-hidden="true">
          <path className={styles['indirect']} d="M0 4H26" />
        </svg>
        it decides which rows (filter, join, group) or it is unknown how
      </p>
    </div>
  )
}

function Card({
  card: { asset, columns, x, y, height },
  isOwn,
  path,
  chosen,
  onChoose,
}: Pick<ColumnDrawingProps, 'path' | 'chosen' | 'onChoose'> & {
  readonly card: ColumnCard
  readonly isOwn: boolean
}): ReactNode {
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    if (isOwn) section.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [isOwn])
  return (
    <section
      ref={section}
      className={classNames(styles['card'], isOwn && styles['own'])}
      style={{ transform: `translate(${x}px, ${y}px)`, height }}
      aria-label={asset}
    >
      <h2 title={asset}>{asset.slice(asset.lastIndexOf('/') + 1)}</h2>
      {columns.map((column) => {
        const id = columnId(asset, column)
        return (
          <button
            key={column}
            type="button"
            className={classNames(
              column === wholeRows && styles['rows'],
              path && !path.has(id) && styles['dark'],
              path?.has(id) && styles['lit'],
            )}
            aria-pressed={id === chosen}
            onClick={() => onChoose(asset, column)}
          >
            {column === wholeRows ? 'which rows there are' : column}
          </button>
        )
      })}
    </section>
  )
}

function wordsOf({ from, to, bearing, kinds }: ColumnEdge): string {
  const how =
    bearing === 'UNKNOWN'
      ? 'unknown how'
      : [bearing.toLowerCase(), ...kinds.map((kind) => kind.toLowerCase())].join(', ')
  return `${from.replace('\n', ' · ')} → ${to.replace('\n', ' · ')} (${how})`
}
