import type { ReactNode } from 'react'
import type { PreviewBody } from '../../../contract/assets.ts'
import { Empty } from '../../components/note.tsx'
import styles from '../data-table.module.css'

interface PreviewTableProps {
  readonly columns: NonNullable<PreviewBody['columns']>
  readonly rows: NonNullable<PreviewBody['rows']>
}

/** The first rows of a table with the types of its columns; numbers to the right, null said as such. */
export function PreviewTable({ columns, rows }: PreviewTableProps): ReactNode {
  if (columns.length === 0) return <Empty title="The table is empty">It was made, and has no rows.</Empty>
  const isNumber = columns.map(({ type }) => /int|number|double|float|decimal|real/i.test(type))
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label="First rows">
      <table className={styles['table']} aria-label="First rows">
        <thead>
          <tr>
            {columns.map(({ name, type }, place) => (
              <th key={name} scope="col" className={isNumber[place] ? styles['number'] : undefined}>
                {name}
                <small>{type}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // A row has no other name than its place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={place}>
              {columns.map(({ name }, column) => (
                <td
                  key={name}
                  className={isNumber[column] ? styles['number'] : undefined}
                  title={row[column] ?? 'null'}
                >
                  {row[column] ?? <span className={styles['none']}>null</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
