import type { Expr, From, Query, Statement } from '../ir.ts'
import type { Tree } from './tree.ts'

/** The parts of a front end, which call each other in circles. */
export interface Reader {
  expr(tree: Tree): Expr
  from(tree: Tree): From
  query(tree: Tree): Query
  statement(tree: Tree): Statement
}
