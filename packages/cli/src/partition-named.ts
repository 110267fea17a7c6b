import type { Project } from '@headwater/core'
import { CommandError } from './command-error.ts'
import { whichOnes } from './print/words.ts'

/**
 * The partition that was named, as the library takes it: null for none. `latest` is the last complete one, as in
 * `--partitions latest`. Throws PARTITION_NEEDED where that names several, or none.
 */
export async function partitionNamed(project: Project, named: string, partition?: string): Promise<string | null> {
  if (partition !== 'latest') return partition ?? null
  const { asset } = project.lineage(named)
  const { steps, skips } = await project.plan(`key:${asset}`, { partitions: 'latest', force: true })
  const [only, ...others] = [...steps, ...skips]
  if (only?.count === 1 && others.length === 0) return whichOnes(only.partitions) || null
  throw new CommandError('PARTITION_NEEDED', {
    message: `\`latest\` names ${only ? `several partitions of \`${asset}\`` : `no partition of \`${asset}\` that is made here`}`,
    hint: 'Name one by its key.',
  })
}
