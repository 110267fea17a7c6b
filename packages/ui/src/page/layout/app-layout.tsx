import { Outlet } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useRef } from 'react'
import { buttonClass } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { Wait } from '../components/note.tsx'
import { useMaterializeRequest } from '../materialize/use-materialize.ts'
import { SignIn } from '../sign-in/sign-in.tsx'
import { useRefused } from '../sign-in/use-refused.ts'
import styles from './app-layout.module.css'
import { Navigation } from './navigation.tsx'
import { useOverlay } from './overlay.ts'
import { Toasts } from './toasts.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const MaterializeDialog = lazy(async () => ({
  default: (await import('../materialize/materialize-dialog.tsx')).MaterializeDialog,
}))
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))
const KeyboardHelp = lazy(async () => ({ default: (await import('./keyboard-help.tsx')).KeyboardHelp }))

/** The frame of every page: navigation, the page, and what lies over it. */
export function AppLayout(): ReactNode {
  const main = useRef<HTMLElement>(null)
  const refused = useRefused()
  useShortcuts()
  if (refused) return <SignIn refused={refused} />
  return (
    <div className={styles['app']}>
      <button
        type="button"
        className={classNames(buttonClass({ look: 'primary' }), styles['skip'])}
        onClick={() => main.current?.focus()}
      >
        Skip to the page
      </button>
      <Navigation />
      <main ref={main} className={styles['main']} tabIndex={-1}>
        <Suspense fallback={<Wait />}>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>
        <Overlays />
      </Suspense>
      <Toasts />
    </div>
  )
}

function Overlays(): ReactNode {
  const overlay = useOverlay()
  const request = useMaterializeRequest()
  return (
    <>
      {request && <MaterializeDialog request={request} />}
      {overlay === 'palette' && <Palette />}
      {overlay === 'keys' && <KeyboardHelp />}
    </>
  )
}
