type Canvas = OffscreenCanvasRenderingContext2D

/** What painting the graph needs of a canvas; `SvgContext` takes the same strokes. */
export interface Context
  extends Pick<Canvas, 'save' | 'restore' | 'translate' | 'scale'>,
    Pick<Canvas, 'beginPath' | 'moveTo' | 'lineTo' | 'bezierCurveTo' | 'arc' | 'rect' | 'closePath'>,
    Pick<Canvas, 'fillText' | 'setLineDash'>,
    Pick<Canvas, 'globalAlpha' | 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineCap' | 'lineJoin'>,
    Pick<Canvas, 'font' | 'textBaseline'> {
  roundRect(x: number, y: number, w: number, h: number, radii: number | number[]): void
  fill(): void
  stroke(): void
  measureText(text: string): { readonly width: number }
}
