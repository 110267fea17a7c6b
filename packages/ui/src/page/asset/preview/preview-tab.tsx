import type { ReactNode } from 'react'
import type { AssetBody, PreviewBody } from '../../../contract/assets.ts'
import { useApi } from '../../api/use-api.ts'
import { Command } from '../../components/copy.tsx'
import { Answer, Empty } from '../../components/note.tsx'
import { Panel } from '../../components/panel.tsx'
import { plural } from '../../words/format.ts'
import { commandText } from '../../words/command-text.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { PartitionPicker } from './partition-picker.tsx'
import styles from './preview.module.css'
import { PreviewTable } from './preview-table.tsx'

const most = 100

/** The first rows of what is stored, of the newest partition where no other is chosen. */
export function PreviewTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ p }] = useAssetSearch()
  const isCut = asset.partitions !== 'unpartitioned'
  const partition = p ?? asset.status.newest?.partition ?? undefined
  const isMade = asset.external || asset.status.newest !== undefined
  const preview = useApi(
    'preview',
    { asset: asset.key, query: { limit: most, ...(partition === undefined ? {} : { partition }) } },
    { enabled: isMade, keep: true },
  )
  return (
    <Panel className={styles['panel']}>
      {isCut && <PartitionPicker asset={asset.key} partition={partition} />}
      {isMade ? (
        <Answer of={preview}>{(body) => <Preview body={body} />}</Answer>
      ) : (
        <Empty title="There is nothing to show yet">Materialize it, and its first rows are shown here.</Empty>
      )}
    </Panel>
  )
}

function Preview({ body }: { readonly body: PreviewBody }): ReactNode {
  const { asset, partition, place, columns, rows, text, more } = body
  return (
    <>
      {columns && rows ? <PreviewTable columns={columns} rows={rows} /> : <PreviewText text={text} />}
      <div className={styles['foot']}>
        <span>
          {rows && (more ? `The first ${plural(rows.length, 'row')}` : `All ${plural(rows.length, 'row')}`)}
          {text !== undefined && more && 'The beginning'}
        </span>
        {place !== '' && <code>{place}</code>}
        <span className={styles['command']}>
          <Command text={commandText(['load', asset, ...(partition === null ? [] : [partition])])} />
        </span>
      </div>
    </>
  )
}

function PreviewText({ text }: { readonly text: string | undefined }): ReactNode {
  if (text === undefined) {
    return (
      <Empty title="It cannot be shown here">
        What stores it keeps something else than rows, JSON or text. The command below writes it to a file.
      </Empty>
    )
  }
  return (
    <pre className={styles['text']} tabIndex={0}>
      {text}
    </pre>
  )
}
