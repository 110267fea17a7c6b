import { type ReactNode, useMemo } from 'react'
import type { AssetBody, CheckItem } from '../../../contract/assets.ts'
import { useApi, useWrite } from '../../api/use-api.ts'
import { Button } from '../../components/button.tsx'
import { classNames } from '../../components/class-names.ts'
import { Answer, Empty } from '../../components/note.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tag } from '../../components/pill.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { Ago } from '../../components/time.tsx'
import { toast } from '../../components/toasts.ts'
import { formatCount } from '../../words/format.ts'
import { useMayWrite } from '../use-may-write.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { CheckHistory } from './check-history.tsx'
import { checkMark } from './check-mark.ts'
import { CheckStrip, stripLength } from './check-strip.tsx'
import styles from './checks.module.css'

/** The checks of an asset with how they went lately, and the history of the one that is chosen. */
export function ChecksTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [search, change] = useAssetSearch()
  const { checks } = asset
  if (checks.length === 0) return <None />
  const chosen = checks.find(({ name }) => name === search.check) ?? checks.find(({ passed }) => passed === false)
  const shown = chosen ?? checks[0]
  return (
    <div className={styles['columns']}>
      <Panel title="Checks" aside={<RunChecks asset={asset} />}>
        <CheckList asset={asset} shown={shown?.name} onChoose={(check) => change({ check, failed: undefined })} />
      </Panel>
      {shown && <CheckHistory key={shown.name} asset={asset.key} check={shown} />}
    </div>
  )
}

function None(): ReactNode {
  return (
    <Panel>
      <Empty title="It has no checks">
        Declare some with <code>checks: {'{ … }'}</code> of the asset: they look at every partition that is made, and
        those that block keep bad data from what reads it.
      </Empty>
    </Panel>
  )
}

/** How many of the newest results make the strips. */
const strips = 500

function CheckList({
  asset,
  shown,
  onChoose,
}: {
  readonly asset: AssetBody
  readonly shown: string | undefined
  readonly onChoose: (check: string) => void
}): ReactNode {
  const recent = useApi('checks', { asset: asset.key, query: { limit: strips } })
  const byCheck = useMemo(
    () => Map.groupBy(recent.data?.items ?? ([] as CheckItem[]), ({ check }) => check),
    [recent.data],
  )
  return (
    <ul className={styles['list']} aria-label="Checks">
      {asset.checks.map((check) => (
        <li key={check.name}>
          <CheckButton
            check={check}
            items={byCheck.get(check.name) ?? []}
            isShown={check.name === shown}
            onChoose={() => onChoose(check.name)}
          />
        </li>
      ))}
      {recent.error && (
        <li>
          <Answer of={recent}>{() => null}</Answer>
        </li>
      )}
    </ul>
  )
}

interface CheckButtonProps {
  readonly check: AssetBody['checks'][number]
  readonly items: readonly CheckItem[]
  readonly isShown: boolean
  readonly onChoose: () => void
}

function CheckButton({ check, items, isShown, onChoose }: CheckButtonProps): ReactNode {
  const { name, passed, severity, blocking, partitions, time } = check
  return (
    <button
      type="button"
      className={classNames(styles['check'], isShown && styles['on'])}
      aria-current={isShown ? 'true' : undefined}
      onClick={onChoose}
    >
      <StatusMark status={checkMark(check)} />
      <b>{name}</b>
      <span className={styles['tags']}>
        {severity === 'warn' && <Tag>warns</Tag>}
        {blocking && <Tag>blocks</Tag>}
      </span>
      <small>
        {passed === null ? 'has not run yet' : passed ? 'passes' : `fails${partitions === '' ? '' : `: ${partitions}`}`}
        {time !== undefined && (
          <>
            {' · '}
            <Ago time={time} />
          </>
        )}
        {passed === false && isNewestGood(items) && ' · the newest results are good'}
      </small>
      <CheckStrip items={items} />
    </button>
  )
}

/** Whether what the strip shows does not show what fails. */
function isNewestGood(items: readonly CheckItem[]): boolean {
  const newest = items.slice(0, stripLength)
  return newest.length > 0 && newest.every(({ passed }) => passed)
}

/** Runs all checks on what is there, without making anything. */
function RunChecks({ asset }: { readonly asset: AssetBody }): ReactNode {
  const check = useWrite('check')
  const mayWrite = useMayWrite()
  if (!mayWrite) return null
  const run = () =>
    check.mutate(
      { input: {}, body: { selection: asset.key } },
      {
        onSuccess: ({ passed, failed, warned }) =>
          toast({
            tone: failed > 0 ? 'fail' : 'ok',
            text: `Checked: ${formatCount(passed)} passed, ${formatCount(failed)} failed, ${formatCount(warned)} warned.`,
          }),
        onError: ({ message, hint = '' }) => toast({ tone: 'fail', text: `${message} ${hint}`.trim() }),
      },
    )
  return (
    <Button small disabled={check.isPending} onClick={run}>
      {check.isPending ? 'Checking…' : 'Run checks'}
    </Button>
  )
}
