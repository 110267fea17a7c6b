import { useEffect } from 'react'
import { read } from '../api/client.ts'

const everyMs = 1000
/** A page that fails again so soon after it was read anew is left as it is. */
const onceInMs = 10_000
const stored = 'headwater-reloaded'

let isPartLost = false
// Vite says so when code or style of a page does not come.
window.addEventListener('vite:preloadError', () => {
  isPartLost = true
})

/**
 * Reads a page anew of which a part did not come, once the server answers: it was away, or was installed anew and has other
 * files by now.
 */
export function useReloadWhenBack(): void {
  useEffect(() => {
    if (!isPartLost || Date.now() - Number(sessionStorage.getItem(stored) ?? 0) < onceInMs) return undefined
    const timer = setInterval(() => void read('health', {}).then(reload, () => undefined), everyMs)
    return () => clearInterval(timer)
  }, [])
}

function reload(): void {
  sessionStorage.setItem(stored, String(Date.now()))
  location.reload()
}
