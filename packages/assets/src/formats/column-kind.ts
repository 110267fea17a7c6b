/** What the cells of a column are. `null`: nothing is known, since all of them are. `json`: nested, or of several types. */
export const columnKinds = [
  'string',
  'number',
  'integer',
  'bigint',
  'boolean',
  'date',
  'bytes',
  'null',
  'json',
] as const

export type ColumnKind = (typeof columnKinds)[number]
