import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { Popover, PopoverItem } from '../../components/popover.tsx'
import { toast } from '../../components/toasts.ts'
import type { Scene } from '../model/scene.ts'
import type { Highlight } from '../paint/highlight.ts'

export interface ExportButtonProps {
  readonly scene: Scene
  readonly highlight: Highlight
  readonly nameOf: (box: number) => string
}

/** Hands out all that is drawn as a file, in the colours of the theme. */
export function ExportButton(props: ExportButtonProps): ReactNode {
  const save = (kind: 'svg' | 'png') => {
    void saveAs(kind, props).catch((error: unknown) => {
      toast({
        tone: 'fail',
        text: `The graph was not exported: ${error instanceof Error ? error.message : String(error)}`,
      })
    })
  }
  return (
    <Popover label="Export" icon={<Download size={14} />} side="beside">
      {(close) =>
        (['svg', 'png'] as const).map((kind) => (
          <PopoverItem
            key={kind}
            detail={details[kind]}
            onClick={() => {
              close()
              save(kind)
            }}
          >
            {kind.toUpperCase()}
          </PopoverItem>
        ))
      }
    </Popover>
  )
}

const details = { svg: 'Shapes and text, at any size', png: 'A picture, at twice its size' } as const

/** What makes the files is loaded when somebody wants one. */
async function saveAs(kind: 'svg' | 'png', props: ExportButtonProps): Promise<void> {
  const { exportGraph } = await import('./export-graph.ts')
  const address = URL.createObjectURL(await exportGraph(kind, props))
  const link = document.createElement('a')
  link.href = address
  link.download = `asset-graph.${kind}`
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
