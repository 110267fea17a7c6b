import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { classNames } from '../../components/class-names.ts'
import { Empty } from '../../components/note.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusMark } from '../../components/status-mark.tsx'
import { checkMark } from '../checks/check-mark.ts'
import table from '../data-table.module.css'
import { useAssetSearch } from '../use-asset-search.ts'
import { ColumnLineage } from './column-lineage.tsx'
import styles from './columns.module.css'

/** The columns of an asset: what they hold, what looks after them, and what the chosen one is made of. */
export function ColumnsTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ column }] = useAssetSearch()
  const chosen = asset.columns.find(({ name }) => name === column)
  if (asset.columns.length === 0) {
    return (
      <Panel>
        <Empty title="Its columns are not known">
          Give the asset a <code>schema</code>, such as <code>z.array(z.object({'{ … }'}))</code>: what is made is then
          also held to it.
        </Empty>
      </Panel>
    )
  }
  return (
    <div className={classNames(styles['columns'], chosen && styles['withSide'])}>
      <Panel className={styles['panel']}>
        <ColumnTable asset={asset} chosen={chosen?.name} />
        {!chosen && <p className={styles['hint']}>Press a column to see what it is made of, and what is made of it.</p>}
      </Panel>
      {chosen && <ColumnLineage asset={asset.key} column={chosen.name} />}
    </div>
  )
}

function ColumnTable({ asset, chosen }: { readonly asset: AssetBody; readonly chosen: string | undefined }): ReactNode {
  const isDescribed = asset.columns.some(({ description }) => description !== undefined)
  return (
    <div className={table['scroll']}>
      <table className={table['table']} aria-label={`Columns of ${asset.key}`}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Null</th>
            <th scope="col">Checks</th>
            {isDescribed && <th scope="col">Description</th>}
          </tr>
        </thead>
        <tbody>
          {asset.columns.map((column) => (
            <ColumnRow
              key={column.name}
              asset={asset}
              column={column}
              isChosen={column.name === chosen}
              isDescribed={isDescribed}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface ColumnRowProps {
  readonly asset: AssetBody
  readonly column: AssetBody['columns'][number]
  readonly isChosen: boolean
  /** Whether any column is described. */
  readonly isDescribed: boolean
}

function ColumnRow({ asset, column, isChosen, isDescribed }: ColumnRowProps): ReactNode {
  const [, change] = useAssetSearch()
  const { name, type, nullable, description, checks } = column
  return (
    <tr className={isChosen ? styles['on'] : undefined}>
      <th scope="row">
        <button
          type="button"
          className={styles['name']}
          aria-pressed={isChosen}
          title="What it is made of"
          onClick={() => change({ column: isChosen ? undefined : name })}
        >
          {name}
        </button>
      </th>
      <td>
        <code>{type}</code>
      </td>
      <td>{nullable ? 'may be null' : 'never null'}</td>
      <td>
        <Coverage asset={asset} checks={checks} />
      </td>
      {isDescribed && <td className={styles['description']}>{description}</td>}
    </tr>
  )
}

function Coverage({ asset, checks }: { readonly asset: AssetBody; readonly checks: readonly string[] }): ReactNode {
  if (checks.length === 0) return <span className={table['none']}>none</span>
  return (
    <span className={styles['checks']}>
      {checks.map((name) => {
        const check = asset.checks.find((each) => each.name === name)
        return (
          <span key={name}>
            <StatusMark status={check ? checkMark(check) : 'waiting'} />
            {name}
          </span>
        )
      })}
    </span>
  )
}
