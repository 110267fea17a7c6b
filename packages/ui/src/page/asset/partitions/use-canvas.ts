import { type RefObject, useEffect, useRef, useState } from 'react'

/** A canvas of as many device pixels as it covers; `width` and `height` are pixels of the page. */
export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly scale: number
}

/** Paints a canvas when it appears, when its size changes, and when `paint` is another function. */
export function useCanvas(paint: (surface: Surface) => void): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(canvas)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d')
      if (!canvas.current || !context || size.width === 0) return
      const scale = devicePixelRatio
      fit(canvas.current, Math.round(size.width * scale), Math.round(size.height * scale))
      context.setTransform(scale, 0, 0, scale, 0, 0)
      context.clearRect(0, 0, size.width, size.height)
      paint({ context, ...size, scale })
    })
    return () => cancelAnimationFrame(frame)
  }, [paint, size])
  return canvas
}

/** How large an element is, and again whenever that changes. */
export function useSize(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const observed = element.current
    if (!observed) return undefined
    const observer = new ResizeObserver(() => setSize({ width: observed.clientWidth, height: observed.clientHeight }))
    observer.observe(observed)
    return () => observer.disconnect()
  }, [element])
  return size
}

/** To set the size of a canvas also clears it and takes its memory anew. */
function fit(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
