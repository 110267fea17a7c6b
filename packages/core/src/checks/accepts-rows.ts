import { type CellRule, cellRules } from './cell-rules.ts'

type Accepts = (rows: readonly unknown[]) => boolean

const made = new WeakMap<object, Accepts>()

/**
 * Whether an array of rows is what its zod schema would give back: valid, with its members in the order of the schema and
 * no others. Where the answer is no, zod must be asked: it may have something else to give back, and knows the words.
 *
 * About a twelfth of what zod takes (bench/validate.ts). The loop is compiled for each schema, as zod compiles its own (`z.config({ jitless })`
 * says how to forbid that): an engine can only be fast on members whose names it sees.
 */
export function acceptsRows(schema: object, rows: readonly unknown[]): boolean {
  const rules = cellRules(schema)
  if (!rules || rules.length === 0) return false
  const accepts = made.get(schema) ?? acceptsBy(rules)
  made.set(schema, accepts)
  return accepts(rows)
}

function acceptsBy(rules: readonly CellRule[]): Accepts {
  const names = rules.map(({ name }) => name)
  const cells = rules.map(({ name }, index) => `test${index}(row[${JSON.stringify(name)}])`)
  const source = `
    const [${names.map((_, index) => `test${index}`).join(', ')}] = tests
    return (rows) => {
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index]
        // Zod makes plain objects of all others.
        if (typeof row !== 'object' || row === null || Object.getPrototypeOf(row) !== Object.prototype) return false
        let next = 0
        for (const name in row) {
          while (names[next] !== name) if (++next >= names.length) return false
          next++
        }
        if (!(${cells.join(' && ')})) return false
      }
      return true
    }`
  try {
    // oxlint-disable-next-line no-new-func
    return new Function('names', 'tests', source)(names, rules.map(testOf)) as Accepts
  } catch (error) {
    // Where a process forbids code from strings, zod looks at every row.
    if (error instanceof EvalError) return () => false
    throw error
  }
}

/** Whether a cell is taken. Those of columns without a test of their own are short: every row calls all of them. */
function testOf({ kind, nullable, optional, takes, range }: CellRule): (cell: unknown) => boolean {
  const { min = 0, max = 0, whole = false } = range ?? {}
  const gap = (cell: unknown): boolean => (cell === null && nullable) || (cell === undefined && optional)
  switch (kind) {
    case 'number':
      return (cell) =>
        typeof cell === 'number' ? cell >= min && cell <= max && (!whole || Math.trunc(cell) === cell) : gap(cell)
    case 'date':
      if (!takes) return (cell) => (cell instanceof Date ? isTime(cell) : gap(cell))
      return (cell) => (cell instanceof Date ? isTime(cell) && takes(cell) : gap(cell))
    case 'string':
      if (!takes) return (cell) => typeof cell === 'string' || gap(cell)
      return (cell) => (typeof cell === 'string' ? takes(cell) : gap(cell))
    default:
      if (!takes) return (cell) => typeof cell === kind || gap(cell)
      return (cell) => (typeof cell === kind ? takes(cell) : gap(cell))
  }
}

function isTime(date: Date): boolean {
  const ms = date.getTime()
  return ms === ms
}
