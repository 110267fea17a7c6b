import type { CheckDialect } from '../checks/table-rule.ts'
import { literal, spelling, text } from './google-sql.ts'
import { keyText } from './row-summary.ts'

/** How checks are said in GoogleSQL. */
export const checkDialect: CheckDialect = Object.freeze<CheckDialect>({
  spelling,
  literal,
  comparable: (column, type) => (type === 'JSON' ? `TO_JSON_STRING(${column})` : column),
  matches: (cell, pattern) => `REGEXP_CONTAINS(${cell}, ${text(pattern)})`,
  dayNumber: (moment) => `UNIX_DATE(DATE(${moment}))`,
  // As one text: `IN` takes no rows, no window is partitioned by numbers with a point, and NaN equals nothing.
  keyTerms: (cells) => [`TO_JSON_STRING([${cells.map(({ sql, kind }) => keyText(sql, kind)).join(', ')}])`],
})
