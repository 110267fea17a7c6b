import type { StepItem } from '../../contract/runs.ts'

/** Why a step went as it did, without the asset and the partition that stand beside it. */
export function stepText({ problem, because = '' }: Pick<StepItem, 'problem' | 'because'>): string {
  return problem ? problem.message.replace(/^asset `[^`]+` (?:partitions? `[^`]+` )?/, '') : because
}
