export { arrow, type ArrowTable, batches } from './arrow.ts'
export { reference, type TableReference } from './table-reference.ts'
