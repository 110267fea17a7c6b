import { describe, expect, it } from 'vitest'
import { headwater, projectFolder } from './headwater.ts'

describe('help', () => {
  it('is there without a command, for one, and by its old name', async () => {
    const folder = projectFolder('empty')
    const ends = await Promise.all(
      [[], ['--help'], ['help'], ['help', 'list'], ['list', '--help']].map((args) => headwater(folder, args)),
    )
    const [none, all, help, ofList, list] = ends.map(({ stdout }) => stdout)
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(ends.map(() => [0, '']))
    expect([none, help]).toEqual([all, all])
    expect(ofList).toBe(list)
    expect(list).toContain('Usage: headwater list [options] [selection...]')
  })
})

describe('a command that cannot be carried out', () => {
  it.each([
    [['materialise'], 'Did you mean materialize?'],
    [['list', '--upstraem'], 'Did you mean --upstream?'],
    [['show'], 'missing required argument `asset`'],
    [['materialize', '--concurrency', '0'], 'A whole number from 1 on is needed.'],
    [['list', 'market/price'], 'Did you mean `market/prices`?'],
    [['plan', '--partitions', '2024-13-01'], '2024-13-01'],
    [['load', 'market/prices'], 'no partition was named'],
    [['load', 'market/prices', '2024-01-05'], 'is not materialized'],
    [['runs', 'nope'], 'there is no run `nope`'],
  ])('says so and exits with 2: %j', async (args, words) => {
    const { stdout, stderr, code } = await headwater(projectFolder(), args)
    expect(stdout).toBe('')
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  })
})
