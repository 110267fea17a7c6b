/** What the cells of a column are. `null`: nothing is known, since all of them are null. `any`: several JSON types. */
export const columnKinds = ['string', 'number', 'integer', 'bigint', 'boolean', 'date', 'bytes', 'null', 'any'] as const

export type ColumnKind = (typeof columnKinds)[number]
