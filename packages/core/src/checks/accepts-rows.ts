import { type CellRule, cellRules } from './cell-rules.ts'

type Accepts = (rows: readonly unknown[]) => boolean

const made = new WeakMap<object, Accepts>()

/**
 * Whether an array of rows is what its zod schema would give back: valid, with its members in the order of the schema and
 * no others. Where the answer is no, zod must be asked: it may have something else to give back, and knows the words.
 *
 * Less than a tenth of what zod takes (bench/validate.ts). The loop is compiled for each schema, as zod compiles its own (`z.config({ jitless })`
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
  const takes = rules.map(({ takes }) => takes)
  const source = `
    return (rows) => {
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index]
        if (typeof row !== 'object' || row === null) return false
        ${rules.map(cellSource).join('\n')}
        // Zod makes plain objects of all others. An engine that has read members of a row knows this without asking.
        if (Object.getPrototypeOf(row) !== Object.prototype) return false
        let next = 0
        for (const name in row) {
          while (names[next] !== name) if (++next >= names.length) return false
          next++
        }
      }
      return true
    }`
  try {
    // oxlint-disable-next-line no-new-func
    return new Function('names', 'takes', source)(names, takes) as Accepts
  } catch (error) {
    // Where a process forbids code from strings, zod looks at every row.
    if (error instanceof EvalError) return () => false
    throw error
  }
}

/** Tests one cell of a row, in code: without a call for every cell. */
function cellSource(rule: CellRule, index: number): string {
  const cell = `cell${index}`
  const accepted = [
    kindSource(rule, cell) + (rule.takes ? ` && takes[${index}](${cell})` : ''),
    ...(rule.nullable ? [`${cell} === null`] : []),
    ...(rule.optional ? [`${cell} === undefined`] : []),
  ]
  return `
        const ${cell} = row[${JSON.stringify(rule.name)}]
        if (!(${accepted.join(' || ')})) return false`
}

function kindSource({ kind, range }: CellRule, cell: string): string {
  if (kind === 'date') return `${cell} instanceof Date && !Number.isNaN(${cell}.getTime())`
  const isOfKind = `typeof ${cell} === '${kind}'`
  if (!range) return isOfKind
  const isWhole = range.whole ? ` && Math.trunc(${cell}) === ${cell}` : ''
  return `${isOfKind} && ${cell} >= ${range.min} && ${cell} <= ${range.max}${isWhole}`
}
