import { Box, Check, Columns3, CornerDownLeft, Folder, type LucideIcon, Play, Zap } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { ModalFrame } from '../components/dialog.tsx'
import { showOverlay } from '../layout/overlay.ts'
import type { Offer } from './offers.ts'
import styles from './palette.module.css'
import { type Runnable, useOffers } from './use-offers.ts'

const icons: { readonly [K in Offer['kind']]: LucideIcon } = {
  page: CornerDownLeft,
  action: Zap,
  asset: Box,
  column: Columns3,
  group: Folder,
  check: Check,
  run: Play,
}

/** Jumps to anything by its name, and does what has no place on a page. */
export function Palette(): ReactNode {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const { offers, searching } = useOffers(text)
  const id = useId()
  const close = () => showOverlay(undefined)
  const take = (offer: Runnable | undefined) => {
    if (!offer) return
    // First, since an offer may open something else over the page.
    close()
    offer.run()
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && offers.length > 0) {
      event.preventDefault()
      setChosen((chosen + step + offers.length) % offers.length)
    } else if (event.key === 'Enter') {
      take(offers[chosen])
    }
  }
  return (
    <ModalFrame label="Jump to anything" className={styles['palette']} onClose={close}>
      <input
        className={styles['input']}
        data-first
        role="combobox"
        aria-label="Jump to"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-hits`}
        aria-activedescendant={offers.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder="Jump to an asset, column, check, run or page…"
        spellCheck={false}
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <ul id={`${id}-hits`} className={styles['hits']} role="listbox" aria-label="What fits">
        {offers.map((offer, place) => (
          <Hit
            key={offer.id}
            id={`${id}-${place}`}
            offer={offer}
            chosen={place === chosen}
            onTake={() => take(offer)}
          />
        ))}
      </ul>
      {offers.length === 0 && !searching && <p className={styles['none']}>Nothing is called like this.</p>}
    </ModalFrame>
  )
}

function Hit({
  id,
  offer: { kind, name, detail },
  chosen,
  onTake,
}: {
  readonly id: string
  readonly offer: Offer
  readonly chosen: boolean
  readonly onTake: () => void
}): ReactNode {
  const Icon = icons[kind]
  useEffect(() => {
    if (chosen) document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [chosen, id])
  return (
    // The keys are heard by the field, which keeps the focus.
    <li id={id} className={styles['hit']} role="option" aria-selected={chosen} onClick={onTake}>
      <Icon size={14} aria-hidden="true" />
      <b>{name}</b>
      <span>{detail}</span>
      <small>{kind}</small>
    </li>
  )
}
