import { fail } from '../errors/index.ts'
import { didYouMean } from '../keys/index.ts'
import type { Axis } from './axis.ts'
import { IntervalSet } from './interval-set.ts'
import type { Layout, NamedAxis } from './layout.ts'
import type { Cell, Subset } from './subset.ts'

/** A piece of an expression, and the index at which it stands there. */
interface Term {
  readonly text: string
  readonly index: number
}
interface Question {
  readonly layout: Layout
  readonly expression: string
  readonly now: number
}

/** The existing partitions that an expression names. */
export function selectSubset(layout: Layout, expression: string, now: number): Subset {
  const question = { layout, expression, now }
  const named = new Map<number, IntervalSet>()
  let positional: Subset | undefined
  for (const item of split({ text: expression, index: 0 }, ',')) {
    const { dimension, term } = nameOf(item, layout)
    if (dimension !== undefined) {
      const ordinals = ordinalsOf(question, layout.dimensions[dimension], term)
      named.set(dimension, (named.get(dimension) ?? IntervalSet.empty).union(ordinals))
    } else {
      const box = layout.box(
        termsOf(question, item).map((term, index) => ordinalsOf(question, layout.dimensions[index], term)),
      )
      positional = positional?.union(box) ?? box
    }
  }
  const within = layout.box(layout.dimensions.map(({ axis }, index) => named.get(index) ?? axis.existing(now)))
  return positional?.intersect(within) ?? within
}

/** The cell of one written key. */
export function cellOfText(layout: Layout, text: string, now: number): Cell {
  const question = { layout, expression: text, now }
  const whole = { text, index: 0 }
  if (layout.mainIndex === -1) return text === '' ? layout.cellAt([]) : unfit(question)
  const isNamed = nameOf(whole, layout).dimension !== undefined
  const ordinals: number[] = []
  for (const [position, part] of split(whole, isNamed ? ',' : '|').entries()) {
    const { dimension = position, term } = nameOf(part, layout)
    const of = layout.dimensions[dimension]
    if (of === undefined || ordinals[dimension] !== undefined) return unfit(question)
    ordinals[dimension] = ordinalOfKey(of, term.text, now)
  }
  if (layout.dimensions.some((_, index) => ordinals[index] === undefined)) unfit(question)
  return layout.cellAt(ordinals)
}

/** An item as one term for each dimension. */
function termsOf(question: Question, item: Term): readonly Term[] {
  const { layout } = question
  const terms = split(item, '|')
  if (layout.mainIndex === -1) return item.text === 'all' || item.text === 'latest' ? [] : unfit(question)
  if (terms.length === layout.dimensions.length) {
    return item.text === '' ? malformed(question, item, 'a key or range is missing') : terms
  }
  if (terms.length > 1) {
    malformed(
      question,
      item,
      `there are ${terms.length} parts between \`|\`, and ${layout.dimensions.length} dimensions: ${namesOf(layout)}`,
    )
  }
  if (item.text === '') malformed(question, item, 'a key or range is missing')
  if (item.text !== 'all' && layout.main?.axis.time === undefined) {
    malformed(question, item, `it says nothing of the other dimensions: write ${namesOf(layout)}`)
  }
  return layout.dimensions.map((_, index) => (index === layout.mainIndex ? item : { text: '', index: item.index }))
}

/** The existing ordinals that a term names along one dimension; all for none. */
function ordinalsOf(question: Question, dimension: NamedAxis | undefined, term: Term): IntervalSet {
  if (dimension === undefined) return IntervalSet.empty
  const { axis } = dimension
  const { now } = question
  if (term.text === '' || term.text === 'all') return axis.existing(now)
  if (term.text === 'latest') return latestOf(question, axis, term)
  const dots = term.text.indexOf('..')
  if (dots === -1) {
    const ordinal = ordinalOfKey(dimension, term.text, now)
    return IntervalSet.of([ordinal, ordinal])
  }
  return rangeOf(question, dimension, term, dots)
}

function latestOf(question: Question, axis: Axis, term: Term): IntervalSet {
  if (axis.time === undefined)
    malformed(question, term, `\`latest\` is for partitions along time, and these are ${axis.words}`)
  const { last } = axis.complete(question.now)
  return last === undefined ? unknown(axis, 'latest', question.now) : IntervalSet.of([last, last])
}

function rangeOf(question: Question, { axis }: NamedAxis, term: Term, dots: number): IntervalSet {
  const [start, end] = [term.text.slice(0, dots).trim(), term.text.slice(dots + 2).trim()]
  const rest = { text: end, index: term.index + dots + 2 }
  if (start === '' && end === '')
    malformed(question, term, 'a range has a first or a last key, or both; `all` selects everything')
  if (end.startsWith('.') || end.includes('..')) malformed(question, rest, 'a range has one `..`')
  if (axis.time === undefined)
    malformed(question, term, `a range is along time, and these are ${axis.words}: list their keys with commas`)
  const { reach } = axis.time
  const from = start === '' ? Number.NEGATIVE_INFINITY : (reach(start)?.[0] ?? unknown(axis, start, question.now))
  const to = end === '' ? Number.POSITIVE_INFINITY : (reach(end)?.[1] ?? unknown(axis, end, question.now))
  if (to < from) malformed(question, rest, `the range ends before it begins: \`${end}\` is before \`${start}\``)
  const existing = axis.existing(question.now)
  const { first = Number.POSITIVE_INFINITY, last = Number.NEGATIVE_INFINITY } = existing
  // Between the first and the last partition there may be none, as on a weekend: only beyond them a range is a mistake.
  return from <= last && to >= first ? existing.clip(from, to) : unknown(axis, term.text, question.now)
}

function ordinalOfKey({ axis }: NamedAxis, text: string, now: number): number {
  const ordinal = axis.ordinalOf(text)
  return ordinal !== undefined && axis.existing(now).has(ordinal) ? ordinal : unknown(axis, text, now)
}

/** The dimension that `symbol=AAPL` names, and what stands behind the `=`. */
function nameOf(item: Term, layout: Layout): { readonly dimension: number | undefined; readonly term: Term } {
  const [head, name = ''] = /^([\w.-]+)\s*=\s*/.exec(item.text) ?? ['']
  const dimension = layout.dimensions.findIndex((each) => each.name === name && name !== '')
  if (dimension === -1) return { dimension: undefined, term: item }
  return { dimension, term: { text: item.text.slice(head.length), index: item.index + head.length } }
}

function split(term: Term, separator: string): readonly Term[] {
  let index = term.index
  return term.text.split(separator).map((part) => {
    const at = index + part.length - part.trimStart().length
    index += part.length + separator.length
    return { text: part.trim(), index: at }
  })
}

function namesOf(layout: Layout): string {
  return `\`${layout.dimensions.map(({ name }) => name).join('|')}\``
}

function malformed(question: Question, term: Term, why: string): never {
  return fail('PARTITION_RANGE_INVALID', {
    message: `\`${question.expression}\` is malformed at character ${term.index + 1}: ${why}`,
    hint: 'Write keys, ranges `a..b`, `a..`, `..b`, `all` or `latest`, separated by commas.',
  })
}

function unfit({ layout, expression }: Question): never {
  const single = layout.mainIndex === -1
  return fail('PARTITION_UNKNOWN', {
    message: `no partition \`${expression}\`: the asset is ${single ? 'not partitioned' : `partitioned by ${namesOf(layout)}`}`,
    hint: single ? 'Leave the partition out.' : `Write a key for each dimension, as in ${namesOf(layout)}.`,
    partition: expression,
  })
}

function unknown(axis: Axis, text: string, now: number): never {
  const { first, last, count } = axis.existing(now)
  const there =
    first === undefined || last === undefined
      ? 'there are none yet'
      : axis.time
        ? `there are ${axis.textOf(first)}..${axis.textOf(last)}`
        : `there are ${count.toLocaleString('en-US')}`
  return fail('PARTITION_UNKNOWN', {
    message: `no partition \`${text}\`: ${there} (${axis.words})`,
    hint: didYouMean(axis.nearest(text, now)) ?? 'List the partitions to see their keys.',
    partition: text,
  })
}
