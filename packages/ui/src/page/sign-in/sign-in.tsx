import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { Button } from '../components/button.tsx'
import { Ticked } from '../components/ticked.tsx'
import { Logo } from '../layout/logo.tsx'
import { giveToken, isLetIn } from './give-token.ts'
import styles from './sign-in.module.css'

const wrong = 'This is not the token of this server. A bare `--token` makes another one at every start.'

/** What the server sends a person to who came with a wrong token in the address. */
const wrongMark = '#wrong-token'

/** In place of every page while the server does not know who asks. */
export function SignIn({ refused }: { readonly refused: ApiError }): ReactNode {
  useEffect(() => {
    document.title = 'Token needed · Headwater'
    // The token may have been given in another tab.
    const look = async () => {
      if (!document.hidden && (await isLetIn())) startAnew()
    }
    // A server that is away lets nobody in.
    const onVisible = () => void look().catch(() => undefined)
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [])
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <div className={styles['name']}>
          <Logo /> Headwater
        </div>
        {refused.asksToken ? <TokenForm /> : <NotLetIn refused={refused} />}
      </div>
    </main>
  )
}

/** The app that this is mounted in decides who is let in. */
function NotLetIn({ refused: { message, hint = '' } }: { readonly refused: ApiError }): ReactNode {
  return (
    <>
      <h1>You are not let in</h1>
      <p>
        <Ticked text={`The server says: ${message}. ${hint} Then load this page again.`} />
      </p>
    </>
  )
}

function TokenForm(): ReactNode {
  const id = useId()
  const [trouble, setTrouble] = useState(() => (location.hash === wrongMark ? wrong : undefined))
  const [isAsking, setAsking] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = new FormData(event.currentTarget).get('token')
    setAsking(true)
    try {
      if (await giveToken(String(text))) return startAnew()
      setTrouble(wrong)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
    setAsking(false)
  }
  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)}>
      <h1>This server asks for its token</h1>
      <p>
        Whoever started it has it: <code>headwater ui</code> prints an address with <code>?token=</code> behind it, or
        it was given there as <code>HEADWATER_UI_TOKEN</code>.
      </p>
      <label htmlFor={id}>Token, or the whole address</label>
      <input
        id={id}
        name="token"
        type="password"
        required
        // The only thing to do on this page.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-invalid={trouble !== undefined}
        aria-describedby={`${id}-trouble`}
        onChange={() => setTrouble(undefined)}
      />
      <p id={`${id}-trouble`} role="alert" className={styles['trouble']}>
        {trouble && <Ticked text={trouble} />}
      </p>
      <Button look="primary" type="submit" disabled={isAsking}>
        Open the page
      </Button>
      <p className={styles['small']}>
        The token is not kept. The browser gets a cookie for this server instead, which no script can read, and which
        goes when the browser is closed.
      </p>
    </form>
  )
}

/** With the cookie everything can be read, and the live stream begins. */
function startAnew(): void {
  history.replaceState(null, '', location.pathname + location.search)
  location.reload()
}
