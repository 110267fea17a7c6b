import type { ReactNode } from 'react'
import { statusWords } from '../../words/mark.ts'
import { boxKind } from '../layout/arrangement.ts'
import type { Scene } from '../model/scene.ts'
import styles from './graph-canvas.module.css'

/** So many rows are in the page: those around the one that is selected. All are in the list view. */
const most = 20

/** What is drawn, as rows for who does not see the canvas: the canvas points to the row of what is selected. */
export function Twin({
  id,
  scene,
  current,
}: {
  readonly id: string
  readonly scene: Scene
  readonly current: number | undefined
}): ReactNode {
  const { order, degrees, kind } = scene.arrangement
  const place = current === undefined ? 0 : order.indexOf(current)
  const first = Math.max(0, Math.min(place - most / 2, order.length - most))
  return (
    <div className={styles['twin']} role="treegrid" aria-label="What is drawn" aria-rowcount={order.length}>
      {Array.from(order.subarray(first, first + most), (box, index) => (
        <div
          key={box}
          id={`${id}-${box}`}
          role="row"
          aria-level={1}
          aria-rowindex={first + index + 1}
          aria-selected={box === current}
          aria-expanded={kind[box] === boxKind.asset ? undefined : false}
        >
          <span role="gridcell">{nameOf(scene, box)}</span>
          <span role="gridcell">{wordsOf(scene, box)}</span>
          <span role="gridcell">
            {degrees.in[box]} in, {degrees.out[box]} out
          </span>
        </div>
      ))}
    </div>
  )
}

function nameOf({ card, arrangement }: Scene, box: number): string {
  const { title, note } = card(box)
  const kind = arrangement.kind[box]
  return kind === boxKind.group ? `group ${title}, ${note} assets` : `${title} ${note}`
}

function wordsOf({ card }: Scene, box: number): string {
  const { status, words } = card(box)
  return words !== '' ? words : status ? statusWords[status] : ''
}
