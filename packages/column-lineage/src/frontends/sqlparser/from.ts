import type { Expr, From, Ident, Join, Path, TableFunction } from '../../ir.ts'
import { readsFiles } from '../../table-functions.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isSet, isThere, kindOf, list, part, type Tree, unknownParts } from '../tree.ts'
import { tableArguments } from './calls.ts'
import { expressionsIn } from './expressions.ts'
import { aliasOf, identOf, pathOf } from './names.ts'
import { readPivot, readUnpivot } from './pivots.ts'

/** Parts of a table in FROM that say how to read it, not what its columns are. */
const tableParts = new Set(
  'name alias args with_hints version with_ordinality partitions json_path sample index_hints'.split(' '),
)

const joinTypes: Readonly<Record<string, Join['type']>> = {
  Anti: 'anti',
  AsOf: 'inner',
  CrossJoin: 'cross',
  FullOuter: 'full',
  Inner: 'inner',
  Join: 'inner',
  Left: 'left',
  LeftAnti: 'anti',
  LeftOuter: 'left',
  LeftSemi: 'semi',
  Right: 'right',
  RightOuter: 'right',
  Semi: 'semi',
  StraightJoin: 'inner',
}

/** Lowers an item of a FROM clause of sqlparser-rs: a relation with its joins. */
export function readFrom(tree: Tree, read: Reader): From {
  const relation = part(tree, 'relation')
  if (relation === undefined) return readRelation(tree, read)
  let from = readRelation(relation, read)
  for (const joined of list(tree, 'joins')) from = joinTo(from, joined, read)
  return from
}

/** A join of what stands before it. */
export function joinTo(left: From, tree: Tree, read: Reader): From {
  const operator = part(tree, 'join_operator')
  const type = joinTypes[kindOf(operator)]
  const node = inside(operator)
  const constraint = part(node, 'constraint') ?? node
  const match = part(node, 'match_condition')
  const right = readRelation(part(tree, 'relation'), read)
  if (!type) return { kind: 'join', left, right: unknownFrom(`\`${kindOf(operator)}\``), type: 'cross' }
  const tests = [part(constraint, 'On'), match].filter(isThere).map(read.expr)
  const using = list(constraint, 'Using').map((name) => pathOf(name).at(-1) ?? identOf(name))
  return {
    kind: 'join',
    left,
    right,
    type,
    on: tests.length > 1 ? { kind: 'call', name: '(and)', args: tests } : tests[0],
    using: using.length > 0 ? using : undefined,
    natural: constraint === 'Natural',
  }
}

function unknownFrom(what: string, args: readonly Expr[] = []): From {
  return { kind: 'unknown', what, args }
}

function readRelation(tree: Tree, read: Reader): From {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case 'Table':
      return table(node, read)
    case 'Derived':
      return {
        kind: 'query',
        query: read.query(part(node, 'subquery')),
        lateral: isSet(node, 'lateral'),
        ...aliasOf(node),
      }
    case 'UNNEST':
      return unnest(node, read)
    case 'Function':
      return named(pathOf(part(node, 'name')), tableArguments(part(node, 'args'), read), node)
    case 'TableFunction':
      return tableFunction(node, read)
    case 'NestedJoin': {
      const inner = read.from(part(node, 'table_with_joins'))
      return inner.kind === 'join' ? { ...inner, ...aliasOf(node) } : inner
    }
    case 'Pivot':
      return readPivot(node, readRelation(part(node, 'table'), read), read)
    case 'Unpivot':
      return readUnpivot(node, readRelation(part(node, 'table'), read), read)
    default:
      return { ...aliasOf(node), kind: 'unknown', what: `\`${kind}\``, args: expressionsIn(node, read) }
  }
}

function table(node: Tree, read: Reader): From {
  const path = parted(pathOf(part(node, 'name')))
  const [unknown] = unknownParts(node, tableParts)
  if (unknown !== undefined)
    return { ...aliasOf(node), kind: 'unknown', what: `\`${unknown}\``, args: expressionsIn(node, read) }
  const given = part(node, 'args')
  if (isThere(given)) return named(path, tableArguments(part(given, 'args'), read), node)
  const [only] = path
  if (path.length === 1 && only?.quoted && /\/|\.(?:parquet|csv|tsv|json|ndjson)(?:\.\w+)?$/i.test(only.name)) {
    return { kind: 'function', name: 'file', args: [], file: only.name, ...aliasOf(node) }
  }
  const position = deep(node, 'alias', 'at')
  if (isThere(position))
    return {
      kind: 'function',
      name: 'unnest',
      args: [{ kind: 'column', path }],
      ordinal: identOf(position),
      ...aliasOf(node),
    }
  return { kind: 'table', name: path, ...aliasOf(node) }
}

/** A whole path in one pair of quotes. */
function parted(path: Path): Path {
  const [only] = path
  const isFile = only !== undefined && /\/|\.(?:parquet|csv|tsv|json|ndjson)$/i.test(only.name)
  if (path.length !== 1 || !only?.quoted || isFile) return path
  return only.name.split('.').map((name): Ident => ({ ...only, name }))
}

/** A function in FROM by its name. */
function named(path: Path, args: readonly Expr[], node: Tree): TableFunction {
  const name = (path.at(-1)?.name ?? '').toLowerCase()
  const [first] = args
  const file = readsFiles(name) ? `${name}(${first ? written(first) : "''"})` : undefined
  return {
    kind: 'function',
    name,
    args,
    file,
    ordinal: isSet(node, 'with_ordinality') ? true : undefined,
    ...aliasOf(node),
  }
}

/** Paths as a call writes them. */
function written(path: Expr): string {
  if (path.kind === 'call' && path.name === '(array)') return `[${path.args.map(written).join(', ')}]`
  return `'${path.kind === 'literal' ? (path.value ?? '') : ''}'`
}

function tableFunction(node: Tree, read: Reader): From {
  const expr = read.expr(part(node, 'expr'))
  if (expr.kind !== 'call') return { ...aliasOf(node), kind: 'unknown', what: '`TABLE`', args: [expr] }
  return { kind: 'function', name: expr.name, args: expr.args, ...aliasOf(node) }
}

function unnest(node: Tree, read: Reader): From {
  const offset = part(node, 'with_offset_alias')
  const hasOffset = isSet(node, 'with_offset')
  const counted = hasOffset ? (isThere(offset) ? identOf(offset) : { name: 'offset' }) : undefined
  return {
    kind: 'function',
    name: 'unnest',
    args: list(node, 'array_exprs').map(read.expr),
    ordinal: counted ?? (isSet(node, 'with_ordinality') ? true : undefined),
    ...aliasOf(node),
  }
}

/** Spark's LATERAL VIEW. */
export function lateralView(tree: Tree, read: Reader): From {
  const call = read.expr(part(tree, 'lateral_view'))
  const name = pathOf(part(tree, 'lateral_view_name')).at(-1)
  const columns = list(tree, 'lateral_col_alias').map(identOf)
  return {
    kind: 'function',
    name: call.kind === 'call' ? call.name : '',
    args: call.kind === 'call' ? call.args : [call],
    as: name,
    columns: columns.length > 0 ? columns : undefined,
  }
}
