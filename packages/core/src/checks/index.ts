export { checkContext } from './check-context.ts'
export { type Origin, validateValue } from './validate-value.ts'
