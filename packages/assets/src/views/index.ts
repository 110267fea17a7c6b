export { arrow, batches } from './arrow.ts'
export type { ArrowCell, ArrowTable } from './arrow-table.ts'
export { reference, type TableReference } from './table-reference.ts'
