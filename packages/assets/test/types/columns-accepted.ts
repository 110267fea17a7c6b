// Columns of values that are no rows, which the compiler must know. Nothing here runs: the type check is the test.
import { arrow, batches, columnar, reference, stream } from '@headwater/assets'
import { asset, columns } from '@headwater/core'
import { z } from 'zod'

const Rows = z.array(z.object({ a: z.string(), b: z.number() }))
const inColumns = asset('columns', { schema: columnar(Rows) }, () => null as never)
const streamed = asset('streamed', { schema: stream(Rows) }, () => null as never)
const rows = asset('rows', { schema: Rows }, () => [])

export const declared = asset(
  'declared',
  {
    deps: {
      inColumns,
      streamed,
      arrow: arrow(rows),
      reference: reference(rows),
      batches: batches(rows),
    },
    schema: columnar(Rows),
    columns: (from, { made, transformed }) =>
      made({
        a: from.inColumns.a,
        b: transformed([from.streamed.b, from.batches.b, from.arrow.b, from.reference.b]),
      }),
  },
  () => null as never,
)
export const constructed = asset(
  'constructed',
  { deps: { inColumns }, schema: z.array(z.object({ a: z.string() })) },
  columns.from({ inColumns }).pick('a'),
)
