import { deep, inside, kindOf, list, part, text, type Tree } from '../tree.ts'
import { stringOf } from './names.ts'

/** A name with whether it is one that a cast leaves alone. */
interface Found {
  readonly name: string
  readonly isStrong: boolean
}

/** What expressions are called that have their own word, and no function's name. */
const words: Readonly<Record<string, string>> = {
  A_ArrayExpr: 'array',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
  JsonArrayAgg: 'json_arrayagg',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonObjectConstructor: 'json_object',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  MergeSupportFunc: 'merge_action',
  RowExpr: 'row',
  XmlSerialize: 'xmlserialize',
}

const jsonFunctions: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
}

/** What PostgreSQL calls a column that has no alias: `FigureColname` of its parser (src/backend/parser/parse_target.c). */
export function columnName(tree: Tree): string {
  return found(tree)?.name ?? '?column?'
}

function found(tree: Tree): Found | undefined {
  const node = inside(tree)
  switch (kindOf(tree)) {
    case 'ColumnRef':
      return strong(list(node, 'fields').findLast((field) => kindOf(field) === 'String'))
    case 'A_Indirection':
      return strong(list(node, 'indirection').findLast((step) => kindOf(step) === 'String')) ?? found(part(node, 'arg'))
    case 'FuncCall':
      return strong(list(node, 'funcname').at(-1))
    case 'A_Expr':
      return text(node, 'kind') === 'AEXPR_NULLIF' ? { name: 'nullif', isStrong: true } : undefined
    case 'TypeCast':
      return orWeak(found(part(node, 'arg')), stringOf(list(part(node, 'typeName'), 'names').at(-1)))
    case 'CollateClause':
      return found(part(node, 'arg'))
    case 'CaseExpr':
      return orWeak(found(part(node, 'defresult')), 'case')
    case 'SubLink':
      return ofSubquery(node)
    default:
      return ofWord(kindOf(tree), node)
  }
}

function ofSubquery(node: Tree): Found | undefined {
  switch (text(node, 'subLinkType')) {
    case 'EXISTS_SUBLINK':
      return { name: 'exists', isStrong: true }
    case 'ARRAY_SUBLINK':
      return { name: 'array', isStrong: true }
    case 'EXPR_SUBLINK': {
      const target = part(firstSelect(deep(node, 'subselect', 'SelectStmt')), 'ResTarget')
      const alias = text(target, 'name')
      return alias === undefined ? found(part(target, 'val')) : { name: alias, isStrong: true }
    }
    default:
      return undefined
  }
}

/** The first item of the select list that names the columns: of a set operation, its left side's. */
function firstSelect(select: Tree): Tree {
  const left = part(select, 'larg')
  return left === undefined ? list(select, 'targetList')[0] : firstSelect(left)
}

function ofWord(kind: string, node: Tree): Found | undefined {
  if (kind === 'SQLValueFunction') return named(sqlValue(text(node, 'op') ?? ''))
  if (kind === 'MinMaxExpr') return named(text(node, 'op') === 'IS_LEAST' ? 'least' : 'greatest')
  if (kind === 'JsonFuncExpr') return named(jsonFunctions[text(node, 'op') ?? ''])
  if (kind === 'XmlExpr') return named((text(node, 'op') ?? '').replace(/^IS_/, '').toLowerCase())
  return named(words[kind])
}

/** `SVFOP_CURRENT_TIMESTAMP_N` is `current_timestamp`. */
function sqlValue(op: string): string {
  return op
    .replace(/^SVFOP_/, '')
    .replace(/_N$/, '')
    .toLowerCase()
}

function named(name: string | undefined): Found | undefined {
  return name === undefined ? undefined : { name, isStrong: true }
}

function strong(node: Tree): Found | undefined {
  return node === undefined ? undefined : { name: stringOf(node), isStrong: true }
}

/** A name that another one is preferred to. */
function orWeak(inner: Found | undefined, name: string): Found {
  return inner?.isStrong ? inner : { name, isStrong: false }
}
