/** So many keys are asked for at once: as many as the server tells in one answer. */
const mostAtOnce = 5000
/** Of more keys only those around what is looked at are read, so many at a time. */
const around = 200
/** So many blocks are kept. */
const mostBlocks = 60

/** How many keys are asked for at once where there are `count`. */
export function blockSize(count: number): number {
  return count <= mostAtOnce ? mostAtOnce : around
}

/** The blocks that are read, with those that hold some indexes; the same list where these are read already. */
export function withBlocks(blocks: readonly number[], indexes: readonly number[], size: number): readonly number[] {
  const more = new Set(indexes.map((index) => Math.floor(index / size)).filter((block) => !blocks.includes(block)))
  return more.size === 0 ? blocks : [...blocks, ...more].slice(-mostBlocks)
}
