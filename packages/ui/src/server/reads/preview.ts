import type { Preview, Project } from '@headwater/core'
import type { z } from 'zod'
import type { PreviewBody, queries } from '../../contract/assets.ts'

/** A cell is shown up to so many characters. */
const longestCell = 2000

/** The first rows of what is stored, or a text for what is no table. */
export async function previewOf(
  project: Project,
  asset: string,
  { partition, limit = 50 }: z.infer<typeof queries.preview>,
): Promise<PreviewBody> {
  const preview = await project.preview(asset, partition ?? null, limit)
  const { rows, text, more, place } = preview
  const columns = rows && columnsOf(project, preview, rows)
  return {
    asset: preview.asset,
    partition: preview.partition,
    place,
    ...(columns && { columns, rows: rows.map((row) => columns.map(({ name }) => cellText(row[name]))) }),
    ...(text !== undefined && { text }),
    more,
  }
}

/** Those of the schema first, then what else stands in the rows. */
function columnsOf(
  project: Project,
  { asset }: Preview,
  rows: NonNullable<Preview['rows']>,
): NonNullable<PreviewBody['columns']> {
  const found = new Set(rows.flatMap(Object.keys))
  const declared = project.columns(asset).filter(({ name }) => rows.length === 0 || found.has(name))
  const names = new Set(declared.map(({ name }) => name))
  const others = [...found].filter((name) => !names.has(name))
  return [...declared.map(({ name, type }) => ({ name, type })), ...others.map((name) => ({ name, type: '' }))]
}

/** A cell as a person reads it; null where there is no value. */
function cellText(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null
  const text = textOf(cell)
  return text.length > longestCell ? `${text.slice(0, longestCell)}…` : text
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? 'invalid date' : cell.toISOString()
  if (cell instanceof Uint8Array) return `0x${Buffer.from(cell.subarray(0, 32)).toString('hex')}`
  if (typeof cell !== 'object') return String(cell)
  return JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
