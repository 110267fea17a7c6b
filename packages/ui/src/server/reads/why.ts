import type { Project } from '@headwater/core'
import type { WhyBody } from '../../contract/assets.ts'

/** Why one partition is as it is. */
export async function whyPartition(
  project: Project,
  asset: string,
  { partition }: { readonly partition?: string | undefined },
): Promise<WhyBody> {
  const [status, { because, materialized, inputs, checks, late, failure, ...why }] = await Promise.all([
    project.partitionStatus(asset, partition),
    project.why(asset, partition),
  ])
  return {
    ...why,
    status,
    ...(because !== undefined && { because }),
    ...(materialized && { materialized: madeBody(materialized) }),
    inputs: inputs.map((input) => ({ ...input })),
    checks: checks.map(({ facts, ...check }) => ({ ...check, ...(facts && { facts }) })),
    late: late.map((each) => ({ ...each })),
    ...(failure && { failure }),
  }
}

type Made = NonNullable<Awaited<ReturnType<Project['why']>>['materialized']>

function madeBody({ time, runId, dataVersion, codeVersion, rows, place }: Made): NonNullable<WhyBody['materialized']> {
  return {
    time,
    ...(runId !== undefined && { runId }),
    dataVersion,
    codeVersion,
    ...(rows !== undefined && { rows }),
    place,
  }
}
