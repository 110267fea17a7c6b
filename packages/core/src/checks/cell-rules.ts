import type { z } from 'zod'

/** What a schema of rows says of one column, in words that cells alone can answer. */
export interface CellRule {
  readonly name: string
  readonly kind: 'string' | 'number' | 'bigint' | 'boolean' | 'date'
  /** Null is a value of it. */
  readonly nullable: boolean
  /** Undefined, or no such member, is a value of it. */
  readonly optional: boolean
  /** Of numbers: which are taken. */
  readonly range?: NumberRange | undefined
  /** Of other kinds: whether a cell of its kind is taken. Absent: every one but invalid dates. */
  readonly takes?: ((cell: unknown) => boolean) | undefined
}

/** Numbers from `min` to `max`, both included; `whole`: only integers. A loop over them calls nothing. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly whole: boolean
}

const known = new WeakMap<object, readonly CellRule[] | null>()

/**
 * The rules of `z.array(z.object({ ... }))` by column, in the order of the schema, with the verdict of zod 4. Undefined
 * where zod has to look at rows: the schema is of another kind, nested, refined, or changes values (coerce, transform,
 * default, trim).
 */
export function cellRules(schema: unknown): readonly CellRule[] | undefined {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return undefined
  const cached = known.get(schema)
  if (cached !== undefined) return cached ?? undefined
  const rules = rulesOf((schema as z.core.$ZodType)._zod.def)
  known.set(schema, rules ?? null)
  return rules
}

/** A definition of zod, of any type: what each has beside is looked at where it is used. */
type Def = z.core.$ZodTypeDef & { readonly [name: string]: unknown }

function rulesOf(array: z.core.$ZodTypeDef): readonly CellRule[] | undefined {
  const row = array.type === 'array' && !hasChecks(array) ? defOf((array as z.core.$ZodArrayDef).element) : undefined
  if (row?.type !== 'object' || hasChecks(row)) return undefined
  const { shape, catchall } = row as unknown as z.core.$ZodObjectDef
  if (catchall && defOf(catchall).type !== 'never') return undefined
  const rules: CellRule[] = []
  for (const [name, field] of Object.entries(shape)) {
    const rule = ruleOf(field)
    // What `__proto__` names is not a member of its own.
    if (!rule || name === '__proto__') return undefined
    rules.push({ name, ...rule })
  }
  return rules
}

function defOf(schema: z.core.$ZodType): Def {
  return schema._zod.def as unknown as Def
}

function hasChecks({ checks }: z.core.$ZodTypeDef): boolean {
  return checks !== undefined && checks.length > 0
}

type Rule = Omit<CellRule, 'name'>

function ruleOf(schema: z.core.$ZodType): Rule | undefined {
  const def = defOf(schema)
  if (def.type === 'optional' || def.type === 'nullable') {
    if (hasChecks(def) || schema._zod.traits.has('$ZodExactOptional')) return undefined
    const inner = ruleOf(def['innerType'] as z.core.$ZodType)
    return inner && { ...inner, ...(def.type === 'optional' ? { optional: true } : { nullable: true }) }
  }
  if (def['coerce'] === true) return undefined
  const kind = kinds.get(def.type)
  if (kind) return scalarRule(kind, def)
  if (def.type === 'enum') return choiceRule(Object.values(def['entries'] as object), def)
  return def.type === 'literal' ? choiceRule(def['values'] as readonly unknown[], def) : undefined
}

const kinds: ReadonlyMap<string, CellRule['kind']> = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['bigint', 'bigint'],
  ['boolean', 'boolean'],
  ['date', 'date'],
])

const plain = { nullable: false, optional: false }

/** An enum of numbers lists their names among its values, and zod leaves those out: that is left to zod. */
function choiceRule(values: readonly unknown[], def: Def): Rule | undefined {
  const isText = values.every((value) => typeof value === 'string')
  if (!isText || hasChecks(def)) return undefined
  const choices = new Set<unknown>(values)
  return { ...plain, kind: 'string', takes: (cell) => choices.has(cell) }
}

function scalarRule(kind: CellRule['kind'], def: Def): Rule | undefined {
  // What stands on a format (`z.int()`, `z.iso.date()`) is a check too.
  const own = def['check'] === undefined ? [] : [def]
  const checks = [...own, ...(def.checks ?? []).map((check) => check._zod.def as unknown as Def)]
  if (kind === 'number') return numberRule(checks)
  const tests: ((cell: unknown) => boolean)[] = []
  for (const check of checks) {
    const test = testOf(kind, check)
    if (!test) return undefined
    // Cells of another kind never get there.
    tests.push(test as (cell: unknown) => boolean)
  }
  if (tests.length === 0) return { ...plain, kind }
  return { ...plain, kind, takes: tests.reduce((before, test) => (cell) => before(cell) && test(cell)) }
}

function testOf(kind: CellRule['kind'], check: Def): ((cell: never) => boolean) | undefined {
  switch (check['check']) {
    case 'greater_than':
    case 'less_than':
      return rangeTest(check)
    case 'bigint_format':
      return check['format'] === 'int64' ? (cell: bigint) => BigInt.asIntN(64, cell) === cell : undefined
    case 'min_length':
      return (cell: string) => cell.length >= Number(check['minimum'])
    case 'max_length':
      return (cell: string) => cell.length <= Number(check['maximum'])
    case 'length_equals':
      return (cell: string) => cell.length === check['length']
    case 'string_format':
      return kind === 'string' ? patternTest(check) : undefined
    default:
      return undefined
  }
}

function rangeTest({ check, value, inclusive }: Def): (cell: never) => boolean {
  const limit = value as number
  if (check === 'greater_than')
    return inclusive === true ? (cell: number) => cell >= limit : (cell: number) => cell > limit
  return inclusive === true ? (cell: number) => cell <= limit : (cell: number) => cell < limit
}

function numberRule(checks: readonly Def[]): Rule | undefined {
  let range: NumberRange | undefined = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, whole: false }
  for (const check of checks) range = range && narrowed(range, check)
  return range && { ...plain, kind: 'number', range }
}

function narrowed({ min, max, whole }: NumberRange, { check, format, value, inclusive }: Def): NumberRange | undefined {
  const limit = Number(value)
  switch (check) {
    case 'greater_than':
      return { min: Math.max(min, inclusive === true ? limit : nextUp(limit)), max, whole }
    case 'less_than':
      return { min, max: Math.min(max, inclusive === true ? limit : -nextUp(-limit)), whole }
    case 'number_format': {
      const [from, to] = formats.get(format) ?? []
      return from === undefined || to === undefined
        ? undefined
        : { min: Math.max(min, from), max: Math.min(max, to), whole: true }
    }
    default:
      return undefined
  }
}

const formats: ReadonlyMap<unknown, readonly [number, number]> = new Map([
  ['safeint', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint32', [0, 2 ** 32 - 1]],
])

/** The smallest number above another: one more in the last place of its bits (IEEE 754, nextUp). */
function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) return value
  const bits = new BigInt64Array(new Float64Array([value + 0]).buffer)
  bits[0] = (bits[0] ?? 0n) + (value >= 0 ? 1n : -1n)
  return new Float64Array(bits.buffer)[0] ?? value
}

/** Formats that are their pattern and nothing more: the others look at what it stands for as well. */
const patterned: ReadonlySet<unknown> = new Set([
  'regex',
  'date',
  'datetime',
  'time',
  'duration',
  'uuid',
  'guid',
  'email',
])

function patternTest({ format, pattern }: Def): ((cell: never) => boolean) | undefined {
  if (!patterned.has(format) || !(pattern instanceof RegExp)) return undefined
  return (cell: string) => {
    pattern.lastIndex = 0
    return pattern.test(cell)
  }
}
