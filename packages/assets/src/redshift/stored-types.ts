import type { FieldDef } from 'pg'

/** The number of SUPER on the wire, which the client library does not know. */
export const superType = 4000

/** The types of columns by their numbers on the wire: those of PostgreSQL 8, and Redshift's own. */
const names: ReadonlyMap<number, string> = new Map([
  [16, 'boolean'],
  [20, 'bigint'],
  [21, 'smallint'],
  [23, 'integer'],
  [25, 'text'],
  [700, 'real'],
  [701, 'double precision'],
  [705, 'text'],
  [1042, 'character'],
  [1043, 'character varying'],
  [1082, 'date'],
  [1083, 'time without time zone'],
  [1114, 'timestamp without time zone'],
  [1184, 'timestamp with time zone'],
  [1266, 'time with time zone'],
  [1700, 'numeric'],
  [superType, 'super'],
])

/** A type as the catalogue of Redshift spells it. Those that have no name here are told by their number. */
export function storedType({ dataTypeID, dataTypeModifier }: FieldDef): string {
  const name = names.get(dataTypeID) ?? `type ${dataTypeID}`
  // A modifier has 4 more than what it says; -1 says nothing.
  const modifier = dataTypeModifier - 4
  if (modifier < 0) return name
  if (name === 'numeric') return `numeric(${modifier >> 16},${modifier & 0xffff})`
  return name.startsWith('character') ? `${name}(${modifier})` : name
}
