import type { ReactNode } from 'react'
import { Dialog } from '../components/dialog.tsx'
import styles from './keyboard-help.module.css'
import { showOverlay } from './overlay.ts'
import { pages } from './pages.ts'

const groups: readonly { readonly name: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      ['⌘K or Ctrl K', 'Jump to anything'],
      ['/', 'Search on this page'],
      ['?', 'These keys'],
      ['Esc', 'Close what is open'],
    ],
  },
  { name: 'Pages', keys: pages.map(({ key, name }) => [key.toUpperCase(), name]) },
  {
    name: 'Graph',
    keys: [
      ['← → ↑ ↓', 'Follow the edges'],
      ['Enter', 'Open the asset'],
      ['U', 'Upstream'],
      ['D', 'Downstream'],
      ['F', 'Fit into view'],
      ['E', 'Open or close the group, fold the stack'],
    ],
  },
]

/** Which keys do what. */
export function KeyboardHelp(): ReactNode {
  return (
    <Dialog title="Keyboard" wide onClose={() => showOverlay(undefined)}>
      <div className={styles['keys']}>
        {groups.map(({ name, keys }) => (
          <section key={name}>
            <h3>{name}</h3>
            {keys.map(([key, what]) => (
              <div key={key}>
                <span>{what}</span>
                <kbd className={styles['kbd']}>{key}</kbd>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  )
}
