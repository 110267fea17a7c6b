import { z } from 'zod'
import type { Field } from './column-types.ts'

/** A column as the REST API describes it. */
export const apiField: z.ZodType<Field> = z.lazy(() =>
  // Whatever else is said of it is to stay when the columns of a table are described anew.
  z.looseObject({
    name: z.string(),
    type: z.string().transform((type) => olderNames[type] ?? type),
    mode: z.string().optional(),
    precision: z.string().optional(),
    scale: z.string().optional(),
    description: z.string().optional(),
    fields: z.array(apiField).optional(),
  }),
)

/** The REST API takes both names of a type; the older ones are those that it gives. */
const olderNames: { readonly [type: string]: string } = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  STRUCT: 'RECORD',
}
