import { asset, type AnyAsset, columns, memoryState, type Project } from '@headwater/core'
import { duckdb, type SqlTag, sqlAsset } from '@headwater/assets'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { madeBy, projectOf } from '../project-of-test.ts'
import { randomFrom } from '../random-from.ts'

type Row = { readonly [column: string]: number }
type Values = { [source: string]: readonly Row[] }

/** What an asset of the random graph does, as data, so that it can be declared over and again. */
interface Reader {
  readonly key: string
  readonly kind: string
  /** The key and three columns of each dep. */
  readonly deps: readonly { readonly key: string; readonly columns: readonly [string, string, string] }[]
}

const sources = ['s', 't']
const own = (key: string): readonly string[] => ['v', 'w', 'z'].map((name) => `${key}_${name}`)

/** What is changed, one after the other. */
const edits = sources.flatMap((source) => [...own(source), 'rows', 'order'].map((what) => ({ source, what })))

/**
 * Queries over a dep `a` with columns `p`, `q`, `r`, and for joins a dep `b` with `x`, that give `v`, `w` and `z`; and which of
 * these they read. All must give the same rows in any order of work.
 */
const queries: { readonly [kind: string]: { readonly sql: string; readonly reads: string } } = {
  pass: { sql: 'select p as v, q as w, 1 as z from a', reads: 'pq' },
  filter: { sql: 'select p as v, 2 as w, 3 as z from a where q > 1', reads: 'pq' },
  count: { sql: 'select count(*) as v, 0 as w, 0 as z from a', reads: '' },
  sum: { sql: 'select p as v, sum(q) as w, count(*) as z from a group by p', reads: 'pq' },
  star: { sql: 'with all_of as (select * from a) select q as v, q + 1 as w, 0 as z from all_of', reads: 'q' },
  distinct: { sql: 'select p as v, 0 as w, 0 as z from (select distinct p, q from a)', reads: 'pq' },
  union: { sql: 'select p as v, 0 as w, 0 as z from (select p, q from a union select p, q from a)', reads: 'pq' },
  unnest: { sql: 'select p as v, 0 as w, 0 as z from (select p, unnest(range(q % 3)) from a)', reads: 'pq' },
  latest: { sql: 'select p as v, q as w, 0 as z from a order by q, p limit 2', reads: 'pq' },
  first: { sql: 'select p as v, 0 as w, 0 as z from a limit 2', reads: 'p' },
  rank: { sql: 'select p as v, row_number() over (order by p, q) as w, 0 as z from a', reads: 'pq' },
  case: { sql: 'select case when q > 1 then p else 0 end as v, 0 as w, 0 as z from a', reads: 'pq' },
  join: { sql: 'select a.p as v, b.x as w, count(*) as z from a join b on a.q = b.x group by all', reads: 'pqx' },
  exists: { sql: 'select p as v, 0 as w, 0 as z from a where exists (select 1 from b where x > p)', reads: 'px' },
  except: { sql: 'select v, 0 as w, 0 as z from (select p as v, q from a except select x, x from b)', reads: 'pqx' },
}
const functions = ['picked', 'declared', 'undeclared']
const kinds = [...Object.keys(queries), ...functions]

describe('a random graph whose sources change in random columns', () => {
  it.each([1, 2])('is as if it were built anew, and makes nothing in vain (seed %i)', async (seed) => {
    const random = randomFrom(seed)
    const readers = randomReaders(seed, random)
    const values: Values = Object.fromEntries(sources.map((key) => [key, randomRows(key, random)]))
    const built = graphOf(readers, values)
    await madeIn(built.project)
    let before = await loaded(built)
    let spared = 0
    for (const { source, what } of edits) {
      values[source] = edited(values[source] ?? [], { source, what }, random)
      await built.project.materialize(source, { force: true })
      const made = new Set(await madeIn(built.project))
      const after = await loaded(built)
      const anew = graphOf(readers, values)
      await madeIn(anew.project)
      expect(after).toEqual(await loaded(anew))
      for (const reader of readers) {
        const isSame = JSON.stringify(read(reader, before)) === JSON.stringify(read(reader, after))
        if (isSame)
          expect(made, `${reader.key} (${reader.kind}) after other ${what} of ${source}`).not.toContain(reader.key)
        const hasMoved = reader.deps.some(({ key }) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        if (isSame && hasMoved) spared += 1
      }
      before = after
    }
    expect(spared).toBeGreaterThan(0)
  })
})

interface Graph {
  readonly project: Project
  readonly assets: { readonly [key: string]: AnyAsset }
}

function graphOf(readers: readonly Reader[], values: Values): Graph {
  const warehouse = duckdb({ path: ':memory:' })
  const assets: { [key: string]: AnyAsset } = {}
  for (const key of sources) {
    const schema = z.array(rowOf(own(key)))
    assets[key] = asset(key, { schema, io: warehouse.table(), codeVersion: '1' }, () => values[key] ?? [])
  }
  for (const reader of readers) assets[reader.key] = declared(reader, assets, warehouse)
  return { project: projectOf(Object.values(assets), { state: memoryState() }), assets }
}

function rowOf(names: readonly string[]) {
  return z.object(Object.fromEntries(names.map((name) => [name, z.int()])))
}

function declared(reader: Reader, assets: { readonly [key: string]: AnyAsset }, warehouse: ReturnType<typeof duckdb>) {
  const { key, kind } = reader
  const deps = Object.fromEntries(reader.deps.map((dep) => [dep.key, assets[dep.key] as never]))
  const row = rowOf(own(key))
  const query = queries[kind]
  if (query) {
    return sqlAsset(key, { warehouse, deps, row, write: { mode: 'replace' } }, (_, { sql }) =>
      statement(sql, query.sql, reader),
    )
  }
  return declaredFunction(reader, deps as never, { schema: z.array(row), io: warehouse.table(), codeVersion: '1' })
}

/** A query in the names of the columns of its deps: tokens in it that stand for them are replaced. */
function statement(sql: SqlTag, text: string, { key, deps }: Reader): never {
  const [a, b = a] = deps
  const names: { readonly [name: string]: string | undefined } = {
    a: a?.key,
    b: b?.key,
    p: a?.columns[0],
    q: a?.columns[1],
    r: a?.columns[2],
    x: b?.columns[0],
    v: own(key)[0],
    w: own(key)[1],
    z: own(key)[2],
  }
  const written = text.replace(/\b[abpqrxvwz]\b/g, (name) => names[name] ?? name)
  return sql(Object.assign([written], { raw: [written] }) as never) as never
}

function declaredFunction({ key, kind, deps: [dep] }: Reader, deps: never, made: object): AnyAsset {
  const [p = '', q = ''] = dep?.columns ?? []
  const [v = '', w = '', x = ''] = own(key)
  const from = dep?.key ?? ''
  type Inputs = { readonly [dep: string]: readonly Row[] }
  const rows = (inputs: Inputs) => (inputs[from] ?? []).map((row) => ({ [v]: row[p], [w]: row[q], [x]: 0 }))
  if (kind === 'undeclared') return asset(key, { ...made, deps } as never, rows as never)
  if (kind === 'declared') {
    const tell = (of: never, { made, transformed }: { made: Function; transformed: Function }) => {
      const source = (of as { [dep: string]: { [column: string]: object } })[from]
      return made({ [v]: source?.[p], [w]: transformed(source?.[q]), [x]: transformed([]) })
    }
    return asset(key, { ...made, deps, columns: tell } as never, rows as never)
  }
  const steps = columns.from(deps) as unknown as {
    rename(names: object): typeof steps
    pick(...names: string[]): object
  }
  const [, , r = ''] = dep?.columns ?? []
  return asset(key, { ...made, deps } as never, steps.rename({ [p]: v, [q]: w, [r]: x }).pick(v, w, x) as never)
}

/** As many readers as it takes for two graphs to have all kinds; most of them read a source. */
function randomReaders(seed: number, random: () => number): readonly Reader[] {
  const readers: Reader[] = []
  for (const [index, key] of [...'cdefghijk'].entries()) {
    const before = [...sources, ...readers.map((reader) => reader.key)]
    const kind = kinds[(seed * 9 + index) % kinds.length] ?? ''
    const first = random() < 0.7 ? oneOf(sources, random) : oneOf(before, random)
    const others = before.filter((other) => other !== first)
    const names = queries[kind]?.reads.includes('x') ? [first, oneOf(others, random)] : [first]
    const deps = names.map((dep) => {
      const shuffled = own(dep).toSorted(() => random() - 0.5)
      return { key: dep, columns: shuffled as unknown as [string, string, string] }
    })
    readers.push({ key, kind, deps })
  }
  return readers
}

/** What a reader reads of some values of its deps, as its kind says. */
function read({ kind, deps: [a, b] }: Reader, values: Values): unknown {
  const reads = queries[kind]?.reads ?? (kind === 'declared' ? 'pq' : 'pqr')
  const places = ['p', 'q', 'r'].flatMap((name, index) => (reads.includes(name) ? [index] : []))
  const of = (dep: Reader['deps'][number] | undefined, at: readonly number[]) =>
    dep && (values[dep.key] ?? []).map((row) => at.map((index) => row[dep.columns[index] ?? '']))
  return [of(a, places), of(b, reads.includes('x') ? [0] : [])]
}

async function madeIn(project: Project): Promise<readonly string[]> {
  const result = await project.materialize('*')
  expect(result.failures).toEqual([])
  return Object.keys(madeBy(result))
}

async function loaded({ project, assets }: Graph): Promise<Values> {
  const values: Values = {}
  for (const [key, one] of Object.entries(assets)) values[key] = (await project.load(one as never)) as readonly Row[]
  return values
}

function randomRows(key: string, random: () => number): readonly Row[] {
  return Array.from({ length: 4 }, () => randomRow(key, random))
}

function randomRow(key: string, random: () => number): Row {
  return Object.fromEntries(own(key).map((name) => [name, Math.floor(random() * 4)]))
}

function edited(rows: readonly Row[], { source, what }: (typeof edits)[number], random: () => number): readonly Row[] {
  if (what === 'rows') return [...rows.slice(1), randomRow(source, random), randomRow(source, random)]
  if (what === 'order') return rows.toReversed()
  return rows.map((row) => ({ ...row, [what]: Math.floor(random() * 4) }))
}

function oneOf<T>(all: readonly T[], random: () => number): T {
  const one = all[Math.floor(random() * all.length)]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}
