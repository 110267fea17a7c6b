import type { StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import { dropTable } from './asset-table.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { stageFields } from './column-types.ts'
import type { LoadedFile } from './loaded-table.ts'
import { RowHashes, type StagedCell } from './row-hashes.ts'
import { blocksOf, type RowBlock } from './row-blocks.ts'
import { failOnCell, stagedCell } from './stage-cells.ts'
import { StageFile } from './stage-file.ts'
import { type BigQueryTable, keyOf } from './table-location.ts'

/** A value that an asset's function made, for a table: rows, columns, or a stream of either. */
export interface StagedValue {
  readonly value: unknown
  readonly at: StageAt
}

/** What a stage is to be. */
export interface StageShape {
  readonly columns: readonly Column[]
  readonly description?: string | undefined
}

/** Bytes of a file of which each is a load job of its own, so that no more of the rows has to be held in memory. */
const fileBytes = 32 * 2 ** 20

/**
 * Loads values into a new table, by as many load jobs as it takes, and answers with the data version of each. Nothing is left
 * of it where that fails. Throws VALUE_UNSTORABLE.
 */
export async function loadStage(
  service: BigQueryService,
  place: BigQueryTable,
  { columns, description }: StageShape,
  values: readonly StagedValue[],
): Promise<readonly RowHashes['version'][]> {
  const fields = stageFields(columns)
  const loader = new Loader(columns, (file) => service.load(place, { fields, description }, file))
  try {
    const versions: RowHashes['version'][] = []
    for (const { value, at } of values) {
      const hashes = new RowHashes(columns)
      for await (const block of blocksOf(value, at)) await loader.add(block, at, hashes)
      versions.push(hashes.version)
    }
    await loader.end()
    return versions
  } catch (error) {
    // What failed first is what counts: where the table cannot be dropped now, the sweep of the attempt does it.
    await dropTable(service, place).catch(() => undefined)
    throw error
  }
}

/** Fills one file after another. */
class Loader {
  readonly #columns: readonly Column[]
  readonly #load: (file: LoadedFile) => Promise<void>
  #file: StageFile | undefined
  #isFirst = true

  constructor(columns: readonly Column[], load: (file: LoadedFile) => Promise<void>) {
    this.#columns = columns
    this.#load = load
  }

  async add(block: RowBlock, at: StageAt, hashes: RowHashes): Promise<void> {
    this.#file ??= await StageFile.of(this.#columns)
    const cells = this.#columns.map((column) => stagedCells(column, block, at))
    for (let row = 0; row < block.length; row += 1) {
      hashes.add(cells, row)
      this.#file.add(cells, row, [keyOf(at.partition), BigInt(block.firstRow + row)])
    }
    if (this.#file.size >= fileBytes) await this.#send(this.#file)
  }

  /** Loads what is left; a table without any rows is made by a file without any. */
  async end(): Promise<void> {
    if (this.#file || this.#isFirst) await this.#send(this.#file ?? (await StageFile.of(this.#columns)))
  }

  async #send(file: StageFile): Promise<void> {
    this.#file = undefined
    await this.#load({ content: file.end(), isFirst: this.#isFirst })
    this.#isFirst = false
  }
}

function stagedCells(column: Column, block: RowBlock, at: StageAt): readonly StagedCell[] {
  return block.cellsOf(column.name).map((value, row) => {
    const cell = stagedCell(column, value)
    return cell === undefined ? failOnCell({ column, value, row: block.firstRow + row, at }) : cell
  })
}
