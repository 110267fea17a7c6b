import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { showOverlay } from './overlay.ts'
import { pages } from './pages.ts'

/** ⌘K or Ctrl-K opens the palette everywhere; plain keys go to pages unless something is being typed or a dialog is open. */
export function useShortcuts(): void {
  const router = useRouter()
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        showOverlay('palette')
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event.target)) return
      if (event.key === '?') {
        showOverlay('keys')
      } else if (event.key === '/') {
        const field = document.querySelector<HTMLElement>('main [data-search], main [role="combobox"]')
        if (!field) return
        event.preventDefault()
        field.focus()
      } else {
        const page = pages.find(({ key }) => key === event.key)
        if (page) void router.navigate({ to: page.to })
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router])
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
