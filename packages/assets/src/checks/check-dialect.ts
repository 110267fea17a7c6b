import { standardSpelling } from '../sql/spelling.ts'
import type { TableDialect } from '../tables/table-dialect.ts'
import type { CheckDialect } from './table-rule.ts'

/** The dialect of databases that take what is standard. */
export function checkDialect(dialect: TableDialect): CheckDialect {
  return {
    comparable: dialect.comparable,
    literal: dialect.literal,
    matches: dialect.matches,
    spelling: standardSpelling,
    dayNumber: (moment) => `cast(floor(extract(epoch from ${moment}) / 86400) as bigint)`,
    keyTerms: (cells) => cells.map(({ sql }) => sql),
  }
}
