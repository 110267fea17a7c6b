export { accepted, between, notNull, positive, rowCount, unique } from './column-checks.ts'
export { fresh } from './fresh.ts'
export { noGaps } from './no-gaps.ts'
export { sqlCheck } from './sql-check.ts'
