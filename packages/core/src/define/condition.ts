/** When an asset is due to be materialized by itself. Data, combined with `and`, `or`, `not`, `since`. */
export interface Condition {
  and(other: Condition): Condition
  or(other: Condition): Condition
  /** True from this condition's last event until the other's. */
  since(other: Condition): Condition
}

/** What a condition says, for whoever evaluates or prints it. */
export type ConditionNode =
  | { readonly kind: 'missing' }
  | { readonly kind: 'upstream' }
  | { readonly kind: 'cron'; readonly expression: string; readonly timezone: string }
  | { readonly kind: 'not'; readonly of: ConditionNode }
  | { readonly kind: 'and' | 'or' | 'since'; readonly left: ConditionNode; readonly right: ConditionNode }

const nodeKey = Symbol.for('headwater.condition')

function condition(node: ConditionNode): Condition {
  const combined = (kind: 'and' | 'or' | 'since') => (other: Condition) =>
    condition({ kind, left: node, right: conditionNode(other) })
  const made = { and: combined('and'), or: combined('or'), since: combined('since'), [nodeKey]: Object.freeze(node) }
  return Object.freeze(made)
}

/** The condition as data. */
export function conditionNode(of: Condition): ConditionNode {
  return (of as Condition & { readonly [nodeKey]: ConditionNode })[nodeKey]
}

/** The partition has never been materialized. */
export const onMissing: Condition = condition({ kind: 'missing' })

/** Something upstream has a newer data version than the one read. */
export const onUpstream: Condition = condition({ kind: 'upstream' })

/** The cron expression's time has come. Default zone: UTC. */
export function onCron(expression: string, options: { readonly timezone?: string | undefined } = {}): Condition {
  return condition({ kind: 'cron', expression, timezone: options.timezone ?? 'UTC' })
}

/** The opposite. */
export function not(of: Condition): Condition {
  return condition({ kind: 'not', of: conditionNode(of) })
}

/** Missing, or behind its upstream: the usual condition. */
export function eager(): Condition {
  return onMissing.or(onUpstream)
}
