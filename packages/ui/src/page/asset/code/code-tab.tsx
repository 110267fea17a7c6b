import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { Empty } from '../../components/note.tsx'
import { Facts, Panel } from '../../components/panel.tsx'
import { StatusPill } from '../../components/pill.tsx'
import { Ago } from '../../components/time.tsx'
import { CodeBlock } from './code-block.tsx'
import styles from './code.module.css'
import { layOutSql } from './lay-out-sql.ts'
import { languageOf } from './tokens.ts'

/** The code that makes an asset, and the versions of it that made something. */
export function CodeTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const { source, sql } = asset.code
  return (
    <div className={styles['columns']}>
      <div className={styles['main']}>
        {sql !== undefined && (
          <Panel title="SQL as it is sent">
            <CodeBlock text={layOutSql(sql)} language="sql" label="the SQL" />
          </Panel>
        )}
        {source && source.text !== '' && (
          <Panel title="Source" aside={<code>{`${source.file}:${source.line}`}</code>}>
            <CodeBlock
              text={source.text}
              language={languageOf(source.file)}
              firstLine={source.line}
              label="the source"
            />
          </Panel>
        )}
        {sql === undefined && !source?.text && (
          <Panel>
            <Empty title="Its source is not known here">
              The project was loaded without its sources. Its code version still tells when it changes.
            </Empty>
          </Panel>
        )}
      </div>
      <Versions asset={asset} />
    </div>
  )
}

function Versions({ asset: { code } }: { readonly asset: AssetBody }): ReactNode {
  const [newest] = code.history
  return (
    <Panel title="Versions" padded>
      <Facts
        of={[
          ['Now', <code key="now">{code.version.slice(0, 16)}</code>],
          ['Declared in', code.source && <code key="file">{`${code.source.file}:${code.source.line}`}</code>],
        ]}
      />
      {newest && newest.version !== code.version && (
        <p>
          <StatusPill status="stale">this version has made nothing yet</StatusPill>
        </p>
      )}
      {code.history.length === 0 ? (
        <p>No version has made anything yet.</p>
      ) : (
        <ol className={styles['versions']} aria-label="Versions">
          {code.history.map(({ version, since, runId }) => (
            <li key={`${version} ${since}`}>
              <code>{version.slice(0, 16)}</code>
              <small>
                <Ago time={since} />
              </small>
              <small>
                <Link to="/runs/$run" params={{ run: runId }} className={styles['link']}>
                  first run {runId.slice(0, 8)}
                </Link>
              </small>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
