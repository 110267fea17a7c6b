import { HeadwaterError } from '../errors/index.ts'
import type { Session } from './session.ts'

/**
 * The columns that some assets read although their upstreams do not have them. That takes reading their queries, which is
 * why it is no part of defining a project.
 */
export async function columnMistakes(
  { parts: { model }, columns }: Pick<Session, 'parts' | 'columns'>,
  assets: Iterable<string>,
): Promise<readonly HeadwaterError[]> {
  // Whoever cannot tell what it reads cannot be wrong about it.
  const known = await columns.of([...assets].filter((asset) => model.assets.get(asset)?.columnLineage))
  return known.flatMap(({ asset, problems }) =>
    problems
      .filter(({ code }) => code === 'COLUMN_UNKNOWN')
      .map(({ message, position }) => {
        const place = position ? ` (line ${position.line}, column ${position.column} of its query)` : ''
        return new HeadwaterError('COLUMN_UNKNOWN', {
          asset,
          message: `asset \`${asset}\`: ${message}${place}`,
          hint: 'Read a column that is there, or add it to the schema of the upstream.',
        })
      }),
  )
}
