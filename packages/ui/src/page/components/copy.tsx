import { Check, Copy as CopyIcon } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'
import styles from './copy.module.css'
import { toast } from './toasts.ts'

/** Copies `text`. */
export function Copy({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }): ReactNode {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    } catch {
      toast({ tone: 'fail', text: 'The browser did not allow copying. Select the text and copy it by hand.' })
    }
  }
  return (
    <IconButton small label={copied ? 'Copied' : label} onClick={() => void copy()}>
      {copied ? <Check size={14} /> : <CopyIcon size={14} />}
    </IconButton>
  )
}

/** A command that does the same on the command line. */
export function Command({ text }: { readonly text: string }): ReactNode {
  return (
    <div className={styles['line']}>
      <code tabIndex={0}>
        <span className={styles['prompt']}>$ </span>
        {text}
      </code>
      <Copy text={text} label="Copy the command" />
    </div>
  )
}
