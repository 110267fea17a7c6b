import type { ReactNode } from 'react'
import type { CheckItem } from '../../../contract/assets.ts'
import styles from '../data-table.module.css'
import { cellText } from '../cell-text.ts'

/** Rows that a check found bad. */
export function SampleTable({ rows }: { readonly rows: NonNullable<CheckItem['samples']> }): ReactNode {
  const columns = [...new Set(rows.flatMap(Object.keys))]
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label="Bad rows">
      <table className={styles['table']} aria-label="Bad rows">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // A bad row has no other name than its place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={place}>
              {columns.map((column) => (
                <td key={column} className={typeof row[column] === 'number' ? styles['number'] : undefined}>
                  {cellText(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
