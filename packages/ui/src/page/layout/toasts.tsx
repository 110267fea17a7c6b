import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../components/button.tsx'
import { StatusMark } from '../components/status-mark.tsx'
import { dismiss, useToasts } from '../components/toasts.ts'
import styles from './toasts.module.css'

/** What was said in passing; also read out. */
export function Toasts(): ReactNode {
  return (
    <div className={styles['toasts']} role="status" aria-live="polite">
      {useToasts().map(({ id, text, tone, run }) => (
        <div key={id} className={styles['toast']}>
          {tone !== 'plain' && <StatusMark status={tone === 'ok' ? 'succeeded' : 'failed'} />}
          <p>{text}</p>
          {run !== undefined && (
            <Link to="/runs/$run" params={{ run }} onClick={() => dismiss(id)}>
              Open run
            </Link>
          )}
          <IconButton small label="Dismiss" onClick={() => dismiss(id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
