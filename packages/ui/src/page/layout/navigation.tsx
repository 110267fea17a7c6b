import { Link } from '@tanstack/react-router'
import { Monitor, Moon, Search, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { useApi } from '../api/use-api.ts'
import { IconButton } from '../components/button.tsx'
import { classNames } from '../components/class-names.ts'
import { useLiveState } from '../live/live.ts'
import { chooseTheme, useThemeChoice } from '../theme/theme.ts'
import { Logo } from './logo.tsx'
import styles from './navigation.module.css'
import { showOverlay } from './overlay.ts'
import { pages } from './pages.ts'

export function Navigation(): ReactNode {
  const info = useApi('info', {})
  return (
    <nav className={styles['nav']} aria-label="Pages">
      <div className={styles['logo']}>
        <Logo />
        {info.data?.project ?? 'Headwater'}
        {info.data && <small>v{info.data.version}</small>}
      </div>
      <div className={styles['links']}>
        {pages.map(({ to, name, key, icon: Icon }) => (
          <Link key={to} to={to} className={styles['link']} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon size={15} aria-hidden="true" />
            {name}
            <kbd aria-hidden="true">{key.toUpperCase()}</kbd>
          </Link>
        ))}
        <button
          type="button"
          className={classNames(styles['link'], styles['phone'])}
          onClick={() => showOverlay('palette')}
        >
          <Search size={15} aria-hidden="true" />
          Search
        </button>
      </div>
      <div className={styles['foot']}>
        <LiveLine readOnly={info.data?.readOnly ?? false} />
        <button type="button" className={styles['line']} onClick={() => showOverlay('palette')}>
          ⌘K to jump anywhere
        </button>
        <ThemeChoices />
      </div>
    </nav>
  )
}

function LiveLine({ readOnly }: { readonly readOnly: boolean }): ReactNode {
  const live = useLiveState() === 'live'
  return (
    <div className={styles['line']} role="status">
      <i className={live ? styles['live'] : undefined} />
      {live ? 'Live' : 'Connecting…'} · {location.host}
      {readOnly && ' · read-only'}
    </div>
  )
}

const themes = [
  { choice: 'system', label: 'Theme of the system', icon: Monitor },
  { choice: 'light', label: 'Light theme', icon: Sun },
  { choice: 'dark', label: 'Dark theme', icon: Moon },
] as const

function ThemeChoices(): ReactNode {
  const chosen = useThemeChoice()
  return (
    <div className={styles['themes']} role="group" aria-label="Theme">
      {themes.map(({ choice, label, icon: Icon }) => (
        <IconButton
          key={choice}
          small
          label={label}
          aria-pressed={choice === chosen}
          onClick={() => chooseTheme(choice)}
        >
          <Icon size={14} />
        </IconButton>
      ))}
    </div>
  )
}
