import { isBareFunction } from '../functions.ts'
import type { Ident, Path } from '../ir.ts'
import { structFields, structType } from '../struct-type.ts'
import type { Context, Scope } from './context.ts'
import { type Dependencies, either, nothing, through, transformation } from './dependencies.ts'
import { type Item, type Relation, type Rest, rowValue } from './relation.ts'

/** What a name means: its value, and its type where the schema states it. */
export interface Meaning {
  readonly value: Dependencies
  readonly type?: string | undefined
}

/** What a column's name means in a scope. Reports a name that means nothing, or more than one thing. */
export function resolveName(path: Path, scope: Scope, context: Context): Dependencies {
  return findMeaning(path, scope, context)?.value ?? unknownName(path, scope, context)
}

/** What a name means in a scope, inside first; undefined where it means nothing. */
export function findMeaning(path: Path, scope: Scope, context: Context): Meaning | undefined {
  const keys = path.map((ident) => context.key(ident))
  const first = keys[0] ?? ''
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.params?.has(first)) return { value: nothing }
    const found = inScope(path, keys, at, context)
    if (found) {
      context.touch(found.value)
      return found
    }
  }
  const variable = context.variable(first)
  if (variable) return { value: variable }
  const isNoColumn = isFunctionWord(path) || isSessionWord(path) || isHidden(keys, scope, context)
  return isNoColumn ? { value: nothing } : undefined
}

/** Which relation of a scope a qualifying name means, inside first. */
export function findRelation(keys: readonly string[], scope: Scope | undefined): Relation | undefined {
  for (let at = scope; at; at = at.parent) {
    const found = relationsOf(at).find((relation) => isNamed(relation, keys))
    if (found) return found
  }
  return undefined
}

function inScope(path: Path, keys: readonly string[], scope: Scope, context: Context): Meaning | undefined {
  if (isFunctionWord(path) && !hasColumn(scope, keys)) return undefined
  const alias = () => aliased(path, keys, scope)
  return (
    qualified(path, keys, scope, context) ??
    (scope.aliasesFirst ? alias() : undefined) ??
    unqualified(path, keys, scope, context) ??
    alias() ??
    wholeRow(path, keys, scope) ??
    inRest(path, keys, scope, context)
  )
}

/** `table.column` and `schema.table.column`, with fields after the column: the longest qualifier that fits. */
function qualified(path: Path, keys: readonly string[], scope: Scope, context: Context): Meaning | undefined {
  for (let length = Math.min(path.length - 1, 3); length >= 1; length -= 1) {
    const qualifier = keys.slice(0, length)
    for (const { relations } of scope.items) {
      for (const relation of relations) {
        if (!isNamed(relation, qualifier)) continue
        const found = inRelation(relation, path.slice(length), keys[length] ?? '', context)
        if (found) return found
      }
    }
  }
  return undefined
}

function inRelation(relation: Relation, path: Path, key: string, context: Context): Meaning | undefined {
  const ident = path[0]
  if (!ident) return undefined
  const column = relation.columns.find((column) => column.key === key)
  if (column) return field({ value: column.value, type: column.type }, path)
  if (relation.value) {
    const known = structFields(relation.type)
    const isField = !known || known.some(({ name }) => name.toLowerCase() === key.toLowerCase())
    return isField ? { value: through(relation.value, transformation) } : undefined
  }
  return relation.rest ? field({ value: relation.rest.value(context.shown(ident)) }, path) : undefined
}

/** A column by its bare name; names after it are its fields. */
function unqualified(path: Path, keys: readonly string[], scope: Scope, context: Context): Meaning | undefined {
  const found = scope.items.flatMap((item) => {
    const columns = item.columns.filter(({ key }) => key === keys[0])
    return columns.map(({ value, type }) => ({ value, type }))
  })
  const [only] = found
  if (!only) return undefined
  if (found.length > 1 && path.length === 1) {
    context.report('COLUMN_AMBIGUOUS', `column \`${written(path)}\` is in more than one table here`, path[0]?.at)
    return { value: either(found.map(({ value }) => value)) }
  }
  if (path.length > 1 && !structFields(only.type) && isQualifiedOutside(keys, scope.parent)) return undefined
  return field(only, path)
}

/** Whether a scope further out has a table and column of these names: then no column's field is meant. */
function isQualifiedOutside(keys: readonly string[], outside: Scope | undefined): boolean {
  for (let length = Math.min(keys.length - 1, 3); length >= 1; length -= 1) {
    const relation = findRelation(keys.slice(0, length), outside)
    if (relation?.rest || relation?.columns.some(({ key }) => key === keys[length])) return true
  }
  return false
}

function aliased(path: Path, keys: readonly string[], scope: Scope): Meaning | undefined {
  const value = scope.aliases?.get(keys[0] ?? '')
  return value && field({ value }, path)
}

/** A relation's name as a value: its row, or the element that it stands for. */
function wholeRow(path: Path, keys: readonly string[], scope: Scope): Meaning | undefined {
  if (path.length > 1) return undefined
  const relation = relationsOf(scope).find((relation) => !relation.qualifiedOnly && relation.names.at(-1) === keys[0])
  return relation && { value: rowValue(relation), type: relation.type ?? rowType(relation) }
}

/** A row as a struct, where all of its columns are known. */
function rowType({ columns, rest, value }: Relation): string | undefined {
  return rest || value ? undefined : structType(columns.map(({ name, type }) => [name, type]))
}

/**
 * A name that can only be a column of a relation whose columns are not known. It is the innermost one's, unless a table
 * further out is known to have the column.
 */
function inRest(path: Path, keys: readonly string[], scope: Scope, context: Context): Meaning | undefined {
  if (isQualifiedOutside(keys, scope.parent)) return undefined
  const fields = relationsOf(scope).flatMap(({ fields }) => (fields ? [fields] : []))
  const rests = [...scope.items.flatMap((item) => item.rests), ...fields]
  const [ident] = path
  if (rests.length === 0 || !ident) return undefined
  const name = context.shown(ident)
  const [only] = rests
  const elsewhere = scope.parent && isKnownOutside(keys[0] ?? '', scope.parent)
  if (rests.length === 1 && only && !elsewhere) return field({ value: only.value(name) }, path)
  context.report(
    'COLUMN_UNPLACED',
    `column \`${written(path)}\` may be of more than one table whose columns are not known. Qualify it, or give the schema`,
    ident.at,
  )
  return { value: through(either(allOf(rests, scope.parent)), transformation) }
}

function allOf(rests: readonly Rest[], outside: Scope | undefined): readonly Dependencies[] {
  const all = rests.map((rest) => rest.all)
  for (let at = outside; at; at = at.parent) all.push(...at.items.flatMap(everything))
  return all
}

/** Whether a scope further out could mean something by the name. */
function isKnownOutside(key: string, outside: Scope): boolean {
  for (let at: Scope | undefined = outside; at; at = at.parent) {
    if (at.aliases?.has(key)) return true
    if (at.items.some((item) => item.columns.some((column) => column.key === key))) return true
  }
  return false
}

/** Falls back to the tables: any of their columns may have been meant. */
function unknownName(path: Path, scope: Scope, context: Context): Dependencies {
  context.report('COLUMN_UNKNOWN', `there is no column \`${written(path)}\` here`, path[0]?.at)
  const keys = path.map((ident) => context.key(ident))
  const relation = path.length > 1 ? findRelation(keys.slice(0, -1), scope) : undefined
  if (relation) return asUnknown(relation.columns, relation.rest ? [relation.rest] : [], context)
  const items: Item[] = []
  for (let at: Scope | undefined = scope; at; at = at.parent) items.push(...at.items)
  return asUnknown(
    items.flatMap((item) => item.columns),
    items.flatMap((item) => item.rests),
    context,
  )
}

function asUnknown(
  columns: readonly { value: Dependencies }[],
  rests: readonly Rest[],
  context: Context,
): Dependencies {
  const sources = either([...columns.map(({ value }) => value), ...rests.map(({ all }) => all)])
  return context.unknownOf(sources)
}

function everything(item: Item): readonly Dependencies[] {
  return [...item.columns.map(({ value }) => value), ...item.rests.map(({ all }) => all)]
}

/** The value of a path below its first name: a part of it. */
function field({ value, type }: Meaning, path: Path): Meaning {
  if (path.length === 1) return { value, type }
  return { value: through(value, transformation), type: fieldType(type, path.slice(1)) }
}

function fieldType(type: string | undefined, path: Path): string | undefined {
  let at = type
  for (const { name } of path) {
    at = structFields(at)?.find((field) => field.name.toLowerCase() === name.toLowerCase())?.type
  }
  return at
}

function relationsOf(scope: Scope): readonly Relation[] {
  return scope.items.flatMap((item) => item.relations)
}

/** Whether keys are the end of the relation's name: `t`, `schema.t`. */
function isNamed({ names }: Relation, keys: readonly string[]): boolean {
  const skipped = names.length - keys.length
  return skipped >= 0 && keys.every((key, index) => names[skipped + index] === key)
}

function hasColumn(scope: Scope, keys: readonly string[]): boolean {
  return scope.items.some((item) => item.columns.some(({ key }) => key === keys[0]))
}

/** `current_date` and the like, which parsers take for columns. */
function isFunctionWord(path: Path): boolean {
  const [ident] = path
  return path.length === 1 && !ident?.quoted && ident !== undefined && isBareFunction(ident.name)
}

/** Words that are functions where no column has their name. */
function isSessionWord(path: Path): boolean {
  return path.length === 1 && !path[0]?.quoted && /^(?:user|today|now|default)$/i.test(path[0]?.name ?? '')
}

/** `ctid`, `t._PARTITIONTIME`, `_metadata.file_path`: of a table, and none of its columns. */
function isHidden(keys: readonly string[], scope: Scope, { rules }: Context): boolean {
  const [first = '', second = ''] = keys.map((key) => key.toLowerCase())
  if (rules.hiddenColumns.has(first)) return true
  return rules.hiddenColumns.has(second) && findRelation(keys.slice(0, 1), scope) !== undefined
}

function written(path: readonly Ident[]): string {
  return path.map(({ name }) => name).join('.')
}
