export { acceptsRows } from './accepts-rows.ts'
export { type CellRule, cellRules } from './cell-rules.ts'
export { checkContext } from './check-context.ts'
export { type Origin, validateBatches, validateValue } from './validate-value.ts'
