import { describe, expect, it } from 'vitest'
import { answer, refused } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'

const config = `
import { files, modelAsset } from '@headwater/assets'
import { asset, defineProject } from '@headwater/core'
import { z } from 'zod'

const lake = files({ root: 'lake' })
const rows = asset('features/rows', { schema: z.array(z.number()), io: lake.json() }, () => [1, 2])
const net = modelAsset(
  'forecast/net',
  {
    deps: { rows },
    schema: z.array(z.object({ weight: z.number() })),
    io: lake.json(),
    codeVersion: process.env.RMSE ?? '3',
    metrics: z.object({ rmse: z.number() }),
    aliases: ['champion', 'challenger'],
    promote: ({ rmse }, champion) => (champion ? undefined : 'champion'),
  },
  () => ({ model: [{ weight: Number(process.env.RMSE ?? '3') }], metrics: { rmse: Number(process.env.RMSE ?? '3') } }),
)
export default defineProject({ assets: [rows, net] })
`

/** A project with two versions of a model; the first is the champion. */
async function trained() {
  const folder = projectFolder('empty', { 'headwater.config.ts': config })
  await headwater(folder, ['materialize', '-q'])
  await headwater(folder, ['materialize', '-q'], { RMSE: '5' })
  const { data } = await answer(folder, 'models', 'net')
  if (!('versions' in data)) throw new Error('no versions were listed')
  const [second, first] = data.versions
  return { folder, data, first: first?.version ?? 0, second: second?.version ?? 0 }
}

describe('models', () => {
  it('lists versions, says which hold an alias, moves one, and loads what it points at', async () => {
    const { folder, data, first, second } = await trained()
    expect(data).toMatchObject({
      asset: 'forecast/net',
      aliases: [{ alias: 'champion', version: first }, { alias: 'challenger' }],
      versions: [
        { metrics: { rmse: 5 }, aliases: [], isKept: true, inputs: [{ asset: 'features/rows', count: 1 }] },
        { metrics: { rmse: 3 }, aliases: ['champion'] },
      ],
    })
    const { stdout } = await headwater(folder, ['models', 'net'])
    expect(stdout).toMatch(new RegExp(`^forecast/net {2}champion ${first}, challenger is held by none$`, 'm'))
    expect(stdout).toMatch(
      new RegExp(`^ +${first} +champion +just now +rmse: 3 +features/rows +\\S+ +\\d+ bytes$`, 'm'),
    )
    expect((await answer(folder, 'load', 'net@champion')).data).toEqual({
      asset: 'forecast/net',
      partition: null,
      version: first,
      rows: 1,
      value: [{ weight: 3 }],
    })

    const moved = await headwater(folder, ['models', 'net', '--move', `champion=${second}`])
    expect(moved.stdout).toBe(`Version ${second} of forecast/net is the champion now, instead of version ${first}.\n`)
    expect((await answer(folder, 'load', 'net@champion')).data.value).toEqual([{ weight: 5 }])
    const again = await answer(folder, 'models', 'net', '--move', 'challenger=champion')
    expect(again.data).toMatchObject({
      alias: 'challenger',
      to: second,
      version: { aliases: ['champion', 'challenger'] },
    })
  })

  it('says what cannot be meant', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    const mistakes: readonly (readonly [args: readonly string[], code: string])[] = [
      [['models', 'rows'], 'MODEL_EXPECTED'],
      [['models', 'net', '--move', 'champion'], 'USAGE_INVALID'],
      [['load', 'net@winner'], 'ALIAS_UNKNOWN'],
      [['load', 'net@champion', '2024-01-01'], 'USAGE_INVALID'],
    ]
    const refusals = await Promise.all(mistakes.map(([args]) => refused(folder, args)))
    expect(refusals.map(({ code, exit }) => [code, exit])).toEqual(mistakes.map(([, code]) => [code, 2]))
  })
})
