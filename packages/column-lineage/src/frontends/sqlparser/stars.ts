import type { Ident, Path, Star } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, isSet, list, part, type Tree } from '../tree.ts'
import { identOf } from './names.ts'

/** A star with its EXCEPT, EXCLUDE, REPLACE and RENAME. */
export function starOf(options: Tree, of: Path | undefined, read: Reader): Star {
  const items = list(part(options, 'opt_replace'), 'items')
  // RENAME is read as REPLACE without AS where the parser does not know it: see `respell`.
  const isRename = (item: Tree) => !isSet(item, 'as_keyword')
  return {
    kind: 'star',
    of,
    except: exceptOf(options),
    replace: items
      .filter((item) => !isRename(item))
      .map((item) => ({ expr: read.expr(part(item, 'expr')), as: identOf(part(item, 'column_name')) })),
    rename: [
      ...renames(part(options, 'opt_rename')),
      ...items
        .filter(isRename)
        .map((item) => ({ from: lastOf(part(item, 'expr')), as: identOf(part(item, 'column_name')) })),
    ],
  }
}

function exceptOf(options: Tree): readonly Path[] {
  const except = part(options, 'opt_except')
  const listed = except ? [part(except, 'first_element'), ...list(except, 'additional_elements')] : []
  const single = deep(options, 'opt_exclude', 'Single')
  return [...listed, ...(single === undefined ? [] : [single]), ...list(part(options, 'opt_exclude'), 'Multiple')].map(
    partsOf,
  )
}

function renames(tree: Tree): Star['rename'] & readonly unknown[] {
  const single = part(tree, 'Single')
  const found = single === undefined ? list(tree, 'Multiple') : [single]
  return found.map((item) => ({ from: identOf(part(item, 'ident')), as: identOf(part(item, 'alias')) }))
}

/** The column of a name that may be qualified. */
function lastOf(tree: Tree): Ident {
  return partsOf(tree).at(-1) ?? { name: '' }
}

/** A name that may be qualified. */
function partsOf(tree: Tree): Path {
  const path = Array.isArray(tree) ? tree : part(tree, 'CompoundIdentifier')
  return Array.isArray(path) ? path.map(identOf) : [identOf(tree)]
}
