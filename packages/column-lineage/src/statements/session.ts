import type { Path } from '../ir.ts'
import type { NamedRows } from '../resolve/context.ts'
import { addUses, type Dependencies, either, nothing, type Sources } from '../resolve/dependencies.ts'
import type { Column } from '../resolve/relation.ts'
import type { OutputKind, SourceColumn } from '../result.ts'
import type { Table } from '../schema.ts'

/** A temporary table: its rows, and the tables that they were read from. */
export interface TemporaryTable extends NamedRows {
  readonly name: Path
  /** How it got its rows; undefined until it has any. */
  readonly kind: OutputKind | undefined
  readonly inputs: ReadonlySet<string>
}

interface Rows {
  readonly kind: OutputKind
  readonly columns: readonly Column[]
  readonly uses: ReadonlyMap<SourceColumn, number>
}

/** What statements of a script leave behind for the statements after them. */
export class Session {
  /** Followed through: whoever reads them reads what they were made of. */
  readonly #temporary = new Map<string, TemporaryTable>()
  readonly #created = new Map<string, Table>()
  readonly #variables = new Map<string, Dependencies>()

  /** The schemas of tables that are named without one; undefined where the script says nothing of them. */
  schemas: readonly (readonly string[])[] | undefined

  temporary(key: string): TemporaryTable | undefined {
    return this.#temporary.get(key)
  }

  get temporaries(): Iterable<TemporaryTable> {
    return this.#temporary.values()
  }

  created(key: string): Table | undefined {
    return this.#created.get(key)
  }

  variable(key: string): Dependencies | undefined {
    return this.#variables.get(key)
  }

  setVariable(key: string, value: Dependencies): void {
    const before = this.#variables.get(key)
    this.#variables.set(key, before ? either([before, value]) : value)
  }

  putTemporary(key: string, table: TemporaryTable): void {
    this.#created.delete(key)
    this.#temporary.set(key, table)
  }

  putCreated(key: string, table: Table): void {
    this.#temporary.delete(key)
    this.#created.set(key, table)
  }

  drop(key: string): void {
    this.#temporary.delete(key)
    this.#created.delete(key)
  }

  empty(key: string): void {
    const table = this.#temporary.get(key)
    if (!table) return
    const columns = table.relation.columns.map((column) => ({ ...column, value: nothing }))
    const relation = { ...table.relation, columns }
    this.putTemporary(key, { name: table.name, kind: undefined, relation, uses: new Map(), inputs: new Set() })
  }

  rename(from: string, to: string, name: Path): void {
    const temporary = this.#temporary.get(from)
    const created = this.#created.get(from)
    this.drop(from)
    if (temporary) this.putTemporary(to, { ...temporary, name })
    if (created) this.putCreated(to, created)
  }

  /** Rows are added to a temporary table, or some of its values changed: its columns may be either. */
  fold(key: string, { kind, columns, uses }: Rows, inputs: Iterable<string>): void {
    const table = this.#temporary.get(key)
    if (!table) return
    const merged = table.relation.columns.map((column) => {
      const added = columns.find((other) => other.key === column.key)
      return added ? { ...column, value: either([column.value, added.value]) } : column
    })
    const known = new Set(merged.map((column) => column.key))
    const all: Sources = new Map(table.uses)
    addUses(all, uses)
    this.#temporary.set(key, {
      name: table.name,
      kind: table.kind ?? kind,
      relation: { ...table.relation, columns: [...merged, ...columns.filter(({ key }) => !known.has(key))] },
      uses: all,
      inputs: new Set([...table.inputs, ...inputs]),
    })
  }
}

/** The key of a table's name in a session. */
export function sessionKey(parts: readonly string[]): string {
  return parts.join('.')
}

/** A name as it is written. */
export function writtenName(path: Path): string {
  return path.map(({ name }) => name).join('.')
}
