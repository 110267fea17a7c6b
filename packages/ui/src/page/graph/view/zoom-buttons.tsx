import { Maximize2, Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../../components/button.tsx'
import styles from './graph-canvas.module.css'
import type { GraphView } from './graph-view.ts'

export function ZoomButtons({ view }: { readonly view: GraphView }): ReactNode {
  return (
    <div className={styles['zoom']} role="group" aria-label="Zoom">
      <IconButton label="Zoom in" onClick={() => view.zoomSmoothly(1.4)}>
        <Plus size={15} />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => view.zoomSmoothly(1 / 1.4)}>
        <Minus size={15} />
      </IconButton>
      <IconButton label="Fit into view (F)" onClick={() => view.fit()}>
        <Maximize2 size={14} />
      </IconButton>
    </div>
  )
}
