export { type GivenSql, testSql } from './test-sql.ts'
