import type { ReactNode } from 'react'
import type { Problem } from '../../contract/words.ts'
import { ApiError } from '../api/api-error.ts'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './note.module.css'
import { Ticked } from './ticked.tsx'

/** Where there is nothing: what that means, and with `actions` what to do next. */
export function Empty({
  title,
  children,
  actions,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}): ReactNode {
  return (
    <div className={styles['empty']}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}

/** What went wrong in a run, with its code, the hint and the stack where there is one. */
export function ProblemNote({
  problem,
  children,
}: {
  readonly problem: Problem
  readonly children?: ReactNode
}): ReactNode {
  return (
    <div className={styles['error']}>
      <b>{problem.code}</b>
      <Message text={problem.message} />
      {problem.hint && (
        <p className={styles['hint']}>
          <Ticked text={problem.hint} />
        </p>
      )}
      {problem.stack && (
        <details>
          <summary>Stack</summary>
          <pre tabIndex={0}>{problem.stack}</pre>
        </details>
      )}
      {children}
    </div>
  )
}

/** The first line in words; what follows has its characters below one another, such as a caret under a mistake. */
function Message({ text }: { readonly text: string }): ReactNode {
  const [first = '', ...rest] = text.split('\n')
  return (
    <>
      <p>
        <Ticked text={first} />
      </p>
      {rest.length > 0 && <pre tabIndex={0}>{rest.join('\n')}</pre>}
    </>
  )
}

/** What a person should know before they go on. */
export function WarnNote({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={classNames(styles['error'], styles['warn'])}>{children}</div>
}

/** An answer that did not come; with `retry` it can be asked for again, where that may help. */
export function ErrorNote({ error, retry }: { readonly error: Error; readonly retry?: () => void }): ReactNode {
  const { code, hint, status } = error instanceof ApiError ? error : { code: error.name, hint: undefined, status: 0 }
  const mayHelp = status === 0 || status >= 500
  return (
    <div role="alert">
      <ProblemNote problem={{ code, message: error.message, ...(hint === undefined ? {} : { hint }) }}>
        {retry && mayHelp && (
          <div>
            <Button small onClick={retry}>
              Try again
            </Button>
          </div>
        )}
      </ProblemNote>
    </div>
  )
}

/** In place of what is being read. */
export function Wait({ label = 'Loading' }: { readonly label?: string }): ReactNode {
  return (
    <div className={styles['wait']} role="status" aria-label={label}>
      <span />
      <span />
      <span />
    </div>
  )
}

interface Answered<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
}

/** Shows an answer once it is there, and until then or instead what became of it. What is old stays while it is read again. */
export function Answer<T>({
  of,
  children,
}: {
  readonly of: Answered<T>
  readonly children: (data: T) => ReactNode
}): ReactNode {
  if (of.data !== undefined) return children(of.data)
  if (!of.error) return <Wait />
  return (
    <div className={styles['answer']}>
      <ErrorNote error={of.error} retry={() => void of.refetch()} />
    </div>
  )
}
