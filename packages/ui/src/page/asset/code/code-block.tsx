import { type ReactNode, useMemo } from 'react'
import { Copy } from '../../components/copy.tsx'
import styles from './code.module.css'
import { type Language, linesOf } from './tokens.ts'

/** Code with the numbers of its lines and light colours. */
export function CodeBlock({
  text,
  language,
  firstLine = 1,
  label,
}: {
  readonly text: string
  readonly language: Language
  readonly firstLine?: number
  /** What it is, for who does not see it. */
  readonly label: string
}): ReactNode {
  const lines = useMemo(() => linesOf(text.replace(/\n$/, ''), language), [text, language])
  return (
    <div className={styles['block']}>
      <span className={styles['copy']}>
        <Copy text={text} label={`Copy ${label}`} />
      </span>
      <pre tabIndex={0} aria-label={label}>
        <code>
          {lines.map((tokens, line) => (
            // A line has no other name than its number.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={line} className={styles['line']} data-line={firstLine + line}>
              {tokens.map(({ kind, text: piece }, place) =>
                kind === 'other' || kind === 'name' ? (
                  piece
                ) : (
                  // oxlint-disable-next-line react/no-array-index-key
                  <span key={place} className={styles[kind]}>
                    {piece}
                  </span>
                ),
              )}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </div>
  )
}
