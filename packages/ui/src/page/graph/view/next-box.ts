import { drawnAt } from '../layout/adjacency.ts'
import type { Arrangement } from '../layout/arrangement.ts'

export type Arrow = 'left' | 'right' | 'up' | 'down'

/** Where an arrow key leads from a box: along an edge to the left or the right, or to the nearest box above or below. */
export function nextBox(arrangement: Arrangement, box: number, arrow: Arrow): number | undefined {
  return arrow === 'left' || arrow === 'right' ? along(arrangement, box, arrow) : beside(arrangement, box, arrow)
}

function along({ edges, y }: Arrangement, box: number, arrow: 'left' | 'right'): number | undefined {
  const [near, far] = arrow === 'right' ? [edges.from, edges.to] : [edges.to, edges.from]
  const ends = Array.from(far.filter((_, edge) => near[edge] === box))
  return nearest(ends, (end) => Math.abs(drawnAt(y, end) - drawnAt(y, box)))
}

function beside({ x, y, w }: Arrangement, box: number, arrow: 'up' | 'down'): number | undefined {
  const sign = arrow === 'down' ? 1 : -1
  const others = Array.from(x.keys()).filter((other) => (drawnAt(y, other) - drawnAt(y, box)) * sign > 0)
  return nearest(others, (other) => {
    const aside = Math.abs(drawnAt(x, other) + drawnAt(w, other) / 2 - drawnAt(x, box) - drawnAt(w, box) / 2)
    // Straight above or below comes before near but aside.
    return (drawnAt(y, other) - drawnAt(y, box)) * sign + aside * 4
  })
}

function nearest(boxes: readonly number[], far: (box: number) => number): number | undefined {
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const box of boxes) {
    const now = far(box)
    if (now >= least) continue
    least = now
    best = box
  }
  return best
}
