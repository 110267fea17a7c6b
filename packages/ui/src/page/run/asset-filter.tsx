import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, buttonClass, IconButton } from '../components/button.tsx'
import { Tag } from '../components/pill.tsx'
import { useOpenMaterialize } from '../materialize/use-materialize.ts'

/** The asset that a run is narrowed to, where one was pressed in its Gantt. */
export function AssetFilter({
  asset,
  onClear,
}: {
  readonly asset: string | undefined
  readonly onClear: () => void
}): ReactNode {
  const open = useOpenMaterialize()
  if (asset === undefined) return null
  return (
    <>
      <Tag>{asset}</Tag>
      <IconButton small label="All assets" onClick={onClear}>
        <X size={13} />
      </IconButton>
      <Link to="/assets/$asset" params={{ asset }} className={buttonClass({ small: true })}>
        Open asset
      </Link>
      <Button small onClick={() => open({ selection: `key:"${asset}"` })}>
        Materialize…
      </Button>
    </>
  )
}
