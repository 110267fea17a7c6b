import type { Project, RunResult } from '@headwater/core'

/** So many places are told. */
const told = 3

/** Where the values lie that were made last, of the assets that nothing else of the run was made from, a few of them. */
export async function lastPlaces(project: Project, { steps }: RunResult): Promise<readonly string[]> {
  const made = new Set(steps.filter((step) => step.made > 0).flatMap(({ assets }) => assets))
  const read = new Set(
    project
      .edges()
      .filter(({ from, to }) => made.has(to) && from !== to)
      .map(({ from }) => from),
  )
  const ends = [...made].filter((asset) => !read.has(asset)).slice(0, told)
  if (ends.length === 0) return []
  const statuses = await project.status(ends.map((asset) => `key:${asset}`).join(' or '))
  const places: string[] = []
  for (const { asset, newest } of statuses) {
    const { materialized } = newest ? await project.why(asset, newest.partition) : {}
    if (materialized) places.push(`${asset} in ${materialized.place}`)
  }
  return places
}
