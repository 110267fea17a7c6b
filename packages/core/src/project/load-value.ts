import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import type { Cell, Grid, PartitionKey } from '../partitions/index.ts'
import { ValueReader } from '../run/index.ts'
import type { Session } from './session.ts'

/** Reads the newest published value of one partition, given by its key or as text. */
export async function loadValue(
  session: Session,
  definition: AssetDefinition,
  at: { readonly key: PartitionKey } | { readonly text: string | null },
): Promise<unknown> {
  const { snapshot } = await session.observed([definition.step])
  const ledger = snapshot.ledger(definition.key)
  const row = ledger.row(cellAt(definition, ledger.grid, { ...at, now: snapshot.now }))
  if (!row)
    notMaterialized(
      definition,
      'text' in at ? at.text : ledger.grid.textOf(ledger.grid.cellOf(at.key)),
      ledger.grid.describe(ledger.materialized()),
    )
  return new ValueReader(session.parts.model).read(definition, row)
}

function cellAt(
  definition: AssetDefinition,
  grid: Grid,
  at: ({ readonly key: PartitionKey } | { readonly text: string | null }) & { readonly now: number },
): Cell {
  const unpartitioned = grid.partitions.kind === 'unpartitioned'
  const named = 'text' in at ? at.text : at.key
  if (!unpartitioned && named === null) {
    fail('PARTITION_NEEDED', {
      asset: definition.key,
      message: `asset \`${definition.key}\` is partitioned (${grid.partitions.kind}), and no partition was named`,
      hint: `It has ${grid.describe(grid.existing(at.now))}.`,
    })
  }
  return 'text' in at && at.text !== null ? grid.parse(at.text, at.now) : grid.cellOf('key' in at ? at.key : null)
}

function notMaterialized(definition: AssetDefinition, partition: string | null, there: string): never {
  fail('NOT_MATERIALIZED', {
    asset: definition.key,
    partition: partition ?? undefined,
    message: `asset \`${definition.key}\`${partition === null ? '' : ` partition \`${partition}\``} is not materialized${there ? `; there is ${there}` : ''}`,
    hint: `Run \`headwater materialize ${definition.key}${partition === null ? '' : ` --partitions ${partition}`}\`.`,
  })
}
