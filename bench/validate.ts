import type { Schema } from '@headwater/core'
import { columnar } from '@headwater/assets'
import { z } from 'zod'
import { Bar, bars } from './bars.ts'
import type { Benchmark } from './benchmark.ts'
import { compare, timed } from './measure.ts'
import { acceptsRows } from '../packages/core/src/checks/index.ts'

const rows = 1_000_000
const repetitions = 5
const schema = z.array(Bar)

/** Validating a million flat rows, by column and by row. The peer is what zod takes, and the limit 50 ns a row. */
export const validate: Benchmark = {
  name: 'validate',
  needsBuild: false,
  measure: async () => {
    const batch = bars(rows)
    const all = [...batch]
    const columns = columnar(schema)
    const zod = () => timed(() => expect(schema.safeParse(all).success))
    const byColumn = await compare(
      repetitions,
      () => timed(async () => expect((await validated(columns, batch)) === batch)),
      zod,
    )
    const byRow = await compare(repetitions, () => timed(() => expect(acceptsRows(schema, all))), zod)
    return [
      { what: '1M rows of columns validated', peerName: 'zod', ...byColumn, budgets: [nanoseconds(byColumn)] },
      { what: '1M rows validated', peerName: 'zod', ...byRow, budgets: [nanoseconds(byRow)] },
    ]
  },
}

async function validated(columns: Schema<unknown>, value: unknown): Promise<unknown> {
  const result = (await columns['~standard'].validate(value)) as { readonly value?: unknown }
  return result.value
}

/** Milliseconds of a million rows are nanoseconds of one. */
function nanoseconds({ ours }: Awaited<ReturnType<typeof compare>>) {
  return { figure: ours.wallMs, limit: 50, unit: 'ms', of: 'for a million rows' } as const
}

function expect(holds: boolean): void {
  if (!holds) throw new Error('the rows were refused')
}
