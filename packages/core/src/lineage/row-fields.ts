import type { Json } from '../base/json.ts'
import { columnPath } from '../define/index.ts'

type Schema = Json | undefined

/** The top-level columns that a row schema (see `rowSchemaOf`) declares, in order. Undefined when it tells none. */
export function columnsIn(rowSchema: Schema): readonly string[] | undefined {
  const properties = member(rowSchema, 'properties')
  return isObject(properties) ? Object.keys(properties) : undefined
}

/**
 * Whether a row has a field, by the names on the way to it. Undefined where the schema does not say: it takes anything
 * there, or refers to another schema. Lists and records have no name on the way.
 */
export function hasField(rowSchema: Schema, [name, ...below]: readonly string[]): boolean | undefined {
  if (name === undefined) return true
  const answers = alternatives(rowSchema).map((schema) => {
    const properties = member(schema, 'properties')
    if (isObject(properties) && Object.hasOwn(properties, name)) return hasField(properties[name], below)
    const members = membersOf(schema)
    if (members !== undefined) return hasField(members, [name, ...below])
    return isObject(properties) || isScalar(schema) ? false : undefined
  })
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false)
}

/** The paths of all fields of a row, each column before its own fields. */
export function fieldPaths(rowSchema: Schema, within: readonly string[] = []): readonly string[] {
  const paths = alternatives(rowSchema).flatMap((schema) => {
    const properties = member(schema, 'properties')
    const own = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, of]) => {
      const names = [...within, name]
      return [columnPath(names), ...fieldPaths(of, names)]
    })
    const members = membersOf(schema)
    return members === undefined ? own : [...own, ...fieldPaths(members, within)]
  })
  return [...new Set(paths)]
}

/** The schema of what a list or a record holds. */
function membersOf(schema: Schema): Schema {
  const items = member(schema, 'items')
  const values = member(schema, 'additionalProperties')
  return items ?? (isObject(values) ? values : undefined)
}

function alternatives(schema: Schema): readonly Schema[] {
  const of = member(schema, 'anyOf') ?? member(schema, 'oneOf') ?? member(schema, 'allOf')
  return Array.isArray(of) ? of.flatMap(alternatives) : [schema]
}

function isScalar(schema: Schema): boolean {
  const type = member(schema, 'type')
  return type !== undefined && type !== 'object' && type !== 'array'
}

function member(schema: Schema, name: string): Schema {
  return isObject(schema) ? schema[name] : undefined
}

function isObject(value: Schema): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
