import { canonicalJson, type Json } from '../base/json.ts'
import type { AssetRecord, CheckRecord } from './asset-record.ts'
import type { SubsetTexts } from './subset-texts.ts'

/** A record as JSON holds it: with subsets as texts, and without what is empty. */
interface Written extends Pick<AssetRecord, 'origin' | 'position'> {
  readonly made?: readonly (readonly [codeVersion: string, recipe: string, partitions: string])[] | undefined
  readonly open?: string | undefined
  readonly failed?: string | undefined
  readonly lastFailure?: AssetRecord['lastFailure']
  readonly newest?: AssetRecord['newest']
  readonly rows?: number | undefined
  readonly pace: readonly [partitions: number, seconds: number, rows: number]
  readonly checks?: readonly WrittenCheck[] | undefined
  readonly aliases?: AssetRecord['aliases'] | undefined
  readonly cut?: AssetRecord['cut']
  readonly rowSchema?: AssetRecord['rowSchema']
}

type WrittenCheck = Omit<CheckRecord, 'passed' | 'failed'> & {
  readonly passed?: boolean | undefined
  readonly failed: string
}

/** The text of a record: equal records give equal texts, whichever way the events came that made them. */
export function writeRecord(record: AssetRecord): string {
  const { origin, position, made, open, failed, lastFailure, newest, rows, pace, checks, aliases, cut, rowSchema } =
    record
  const written: Written = {
    origin,
    position,
    made: filled(
      made.map(({ codeVersion, recipe, partitions }) => [codeVersion, recipe, partitions.encode()] as const),
    ),
    open: open.isEmpty ? undefined : open.encode(),
    failed: failed.isEmpty ? undefined : failed.encode(),
    lastFailure,
    newest,
    rows,
    pace: [pace.partitions, pace.seconds, pace.rows],
    checks: filled(checks.map((check) => ({ ...check, failed: check.failed.encode() }))),
    aliases: filled(aliases.map(sorted)),
    cut: cut && sorted(cut),
    rowSchema: rowSchema && (JSON.parse(canonicalJson(rowSchema)) as Json),
  }
  return JSON.stringify(written)
}

export function readRecord(text: string, subsets: SubsetTexts): AssetRecord {
  // Written by `writeRecord` from events that were checked, and rebuilt from those when in doubt.
  const written = JSON.parse(text) as Written
  const [partitions, seconds, rows] = written.pace
  return {
    origin: written.origin,
    position: written.position,
    made:
      written.made?.map(([codeVersion, recipe, text]) => ({ codeVersion, recipe, partitions: subsets.decode(text) })) ??
      [],
    open: subsets.decode(written.open ?? ''),
    failed: subsets.decode(written.failed ?? ''),
    lastFailure: written.lastFailure,
    newest: written.newest,
    rows: written.rows,
    pace: { partitions, seconds, rows },
    checks:
      written.checks?.map((check) => ({ ...check, passed: check.passed, failed: subsets.decode(check.failed) })) ?? [],
    aliases: written.aliases ?? [],
    cut: written.cut,
    rowSchema: written.rowSchema,
  }
}

function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

/** The same with object keys in one order: readers of events put them into another one than writers. */
function sorted<T extends object>(value: T): T {
  return JSON.parse(canonicalJson(value)) as T
}
