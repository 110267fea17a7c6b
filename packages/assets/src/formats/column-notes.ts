import type { AboutContent } from '@headwater/core/io'
import { z } from 'zod'
import { type ColumnKind, columnKinds } from './column-kind.ts'
import { declaredColumns } from './declared-columns.ts'

/** How a reader must understand a column. */
export interface ColumnNote {
  readonly kind: ColumnKind
  /** Cells without a value are absent from their rows, not null. */
  readonly absent: boolean
}

/** Notes as text by column, for the event log or a file's metadata: `{ close: 'number', comment: 'string?' }`. */
export function notesOf(columns: readonly (ColumnNote & { readonly name: string })[]): { [column: string]: string } {
  return Object.fromEntries(columns.map(({ name, kind, absent }) => [name, absent ? `${kind}?` : kind]))
}

/** Reads what `notesOf` made. A file without notes is understood as the schema says, where that says anything. */
export function readNotes({ notes, rowSchema }: AboutContent): ReadonlyMap<string, ColumnNote> {
  if (notes !== null) return new Map(Object.entries(notesSchema.parse(notes)))
  const columns = [...declaredColumns(rowSchema)]
  return new Map(columns.map(([name, { kind = 'string', optional }]) => [name, { kind, absent: optional }]))
}

const kindSchema = z.enum(columnKinds)
const notesSchema = z.record(
  z.string(),
  z
    .string()
    .transform((text): ColumnNote => ({ kind: kindSchema.parse(text.replace('?', '')), absent: text.endsWith('?') })),
)
