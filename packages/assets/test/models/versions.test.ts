import { asset, type IoManager, memoryState, sqliteState, type StateStore } from '@headwater/core'
import { aliased, duckdb, files, modelAsset } from '@headwater/assets'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** What the test sets of the model, and what training does beside. */
interface Training {
  rmse: number
  weights: readonly number[]
  meanwhile: () => Promise<unknown>
  /** Called right before artifacts are deleted. */
  removing: () => void
}

/** A model in files whose versions are bytes, what it is trained on, and a forecast by its champion. */
function declared(lake: ReturnType<typeof files>, training: Training) {
  const data = asset('data', { schema: z.array(z.number()), io: lake.json() }, () => training.weights)
  const model = modelAsset(
    'models/net',
    {
      deps: { data },
      schema: z.instanceof(Uint8Array),
      io: watched(lake.bytes('models/net.bin'), () => training.removing()),
      metrics: z.object({ rmse: z.number() }),
      aliases: ['champion', 'challenger'],
      retain: { versions: 1 },
      promote: ({ rmse }, champion) =>
        rmse < (champion?.['rmse'] ?? Number.POSITIVE_INFINITY) ? 'champion' : undefined,
    },
    async ({ data }, { metadata }) => {
      metadata({ layers: data.length })
      await training.meanwhile()
      return { model: Uint8Array.from(data), metrics: { rmse: training.rmse } }
    },
  )
  const forecast = asset(
    'forecast',
    { deps: { net: aliased(model, 'champion') }, schema: z.number(), io: lake.json() },
    ({ net }) => net[0] ?? 0,
  )
  return { assets: [data, model, forecast], model, forecast }
}

/** The same IO manager, which says when it is about to delete something. */
function watched<T>(io: IoManager<T>, removing: () => void): IoManager<T> {
  const { store } = io
  if (!store) throw new Error('files have a store')
  const remove: typeof store.remove = async (values, attempt) => {
    removing()
    await store.remove?.(values, attempt)
  }
  return { ...io, store: { ...store, remove } }
}

async function bench(options: { readonly state?: StateStore } = {}) {
  const training: Training = { rmse: 0, weights: [], meanwhile: async () => undefined, removing: () => undefined }
  const lake = files({ root: await temporaryFolder() })
  const { assets, model, forecast } = declared(lake, training)
  const project = projectOf(assets, { state: options.state ?? memoryState() })
  const versions = project.model(model)
  return {
    project,
    model,
    forecast,
    versions,
    training,
    /** Trains a new version on new data; answers with its number. */
    train: async (rmse: number, weights: readonly number[]): Promise<number> => {
      Object.assign(training, { rmse, weights })
      const { failures } = await project.materialize('data or models/net', { force: true })
      expect(failures).toEqual([])
      const [newest] = await versions.versions(1)
      return newest?.version ?? 0
    },
  }
}

describe('the versions of a model', () => {
  test('are listed, the newest first, with metrics, aliases, code and the data that each was trained on', async () => {
    const { train, versions, project } = await bench()
    const first = await train(3, [1])
    const second = await train(5, [2, 2])
    const list = await versions.versions()
    expect(list).toMatchObject([
      { version: second, aliases: [], metrics: { rmse: 5, layers: 2 }, bytes: 2, isKept: true, partition: null },
      { version: first, aliases: ['champion'], metrics: { rmse: 3, layers: 1 }, bytes: 1, isKept: true },
    ])
    const { codeVersion } = (await project.partitionLineage('models/net', null)) ?? {}
    expect(list.map((version) => version.codeVersion)).toEqual([codeVersion, codeVersion])
    const read = list.map(({ inputs }) => inputs[0]?.sample[0]?.dataVersion)
    expect(read[0]).toBe((await project.partitionLineage('data', null))?.dataVersion)
    expect(read[1]).not.toBe(read[0])
    expect(await versions.versions(1)).toEqual([list[0]])
    expect(await versions.aliases()).toEqual([
      { alias: 'champion', version: first },
      { alias: 'challenger', version: undefined },
    ])
  })

  test('are loaded by number and by alias', async () => {
    const { train, versions, project, model } = await bench()
    const first = await train(3, [1, 2, 3])
    const second = await train(5, [4])
    expect([...(await versions.load(first))]).toEqual([1, 2, 3])
    expect([...(await versions.load(second))]).toEqual([4])
    expect([...(await versions.load('champion'))]).toEqual([1, 2, 3])
    expect((await versions.version('champion')).version).toBe(first)
    expect([...(await project.load(model))]).toEqual([4])
  })

  test('have a name only while they hold it, also where two of them are alike', async () => {
    const { train, versions } = await bench()
    const first = await train(3, [1])
    const second = await train(2, [1])
    const listed = await versions.versions()
    expect(listed[0]?.dataVersion).toBe(listed[1]?.dataVersion)
    expect(listed.map(({ version, aliases }) => [version, aliases])).toEqual([
      [second, ['champion']],
      [first, []],
    ])
  })

  test('that are meant and not there are named', async () => {
    const { train, versions, project } = await bench()
    await expect(versions.load('champion')).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' })
    const first = await train(3, [1])
    await expect(versions.load(first + 1)).rejects.toMatchObject({
      code: 'VERSION_UNKNOWN',
      message: `model \`models/net\` has no version ${first + 1}; its newest is ${first}`,
    })
    await expect(versions.load('challenger')).rejects.toMatchObject({
      code: 'NOT_MATERIALIZED',
      message: 'no version of model `models/net` holds the alias `challenger`',
    })
    await expect(project.model('models/net').load('winner')).rejects.toMatchObject({
      code: 'ALIAS_UNKNOWN',
      message: 'model `models/net` has no alias `winner`; it has `champion`, `challenger`',
    })
    expect(() => project.model('data')).toThrow(expect.objectContaining({ code: 'MODEL_EXPECTED' }))
  })

  test('are replaced in a table, which keeps the newest', async () => {
    const warehouse = duckdb({ path: scratchOfTest().path })
    let weight = 1
    const model = modelAsset(
      'table',
      {
        deps: {},
        schema: z.array(z.object({ weight: z.number() })),
        io: warehouse.table(),
        metrics: z.object({ weight: z.number() }),
        aliases: ['champion'],
        promote: () => 'champion',
      },
      () => ({ model: [{ weight }], metrics: { weight } }),
    )
    const project = projectOf([model])
    await makeAll(project)
    weight = 2
    await project.materialize('*', { force: true })
    const [newest, older] = await project.model(model).versions()
    expect([newest?.isKept, older?.isKept, newest?.aliases]).toEqual([true, false, ['champion']])
    expect(await project.model(model).load('champion')).toEqual([{ weight: 2 }])
    await expect(project.model(model).load(older?.version ?? 0)).rejects.toMatchObject({ code: 'VALUE_GONE' })
  })
})

describe('an alias that is moved by hand', () => {
  test('makes its readers stale, who then read the version that holds it', async () => {
    const { train, versions, project, forecast } = await bench()
    const first = await train(3, [7])
    const second = await train(2, [9])
    await makeAll(project)
    expect(await project.load(forecast)).toBe(9)
    expect(await versions.moveAlias('champion', first, { expected: second })).toMatchObject({ aliases: ['champion'] })
    expect(await makeAll(project)).toEqual({ forecast: 1 })
    expect(await project.load(forecast)).toBe(7)
    await versions.moveAlias('challenger', 'champion')
    expect((await versions.version(first)).aliases).toEqual(['champion', 'challenger'])
  })

  test('goes to one of two who move it from the same place at once, through stores of their own', async () => {
    const path = join(await temporaryFolder(), 'state.sqlite')
    const one = await bench({ state: sqliteState({ path }) })
    const other = projectOf([...declaredElsewhere(one.model)], { state: sqliteState({ path }) })
    const first = await one.train(3, [1])
    const second = await one.train(5, [2])
    const third = await one.train(6, [3])
    const expected = { expected: first }
    const moves = await Promise.allSettled([
      one.versions.moveAlias('champion', second, expected),
      other.model('models/net').moveAlias('champion', third, expected),
    ])
    expect(moves.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(moves.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALIAS_MOVED' } })
    const winner = moves[0]?.status === 'fulfilled' ? second : third
    expect((await one.versions.version('champion')).version).toBe(winner)
  })

  test('stays where another version holds it than was expected', async () => {
    const { train, versions } = await bench()
    const first = await train(3, [1])
    const second = await train(5, [2])
    await expect(versions.moveAlias('champion', second, { expected: null })).rejects.toMatchObject({
      code: 'ALIAS_MOVED',
      message: `alias \`champion\` of model \`models/net\` is held by version ${first}, and not by no version as was expected`,
    })
    await versions.moveAlias('challenger', second, { expected: null })
    expect(await versions.aliases()).toEqual([
      { alias: 'champion', version: first },
      { alias: 'challenger', version: second },
    ])
  })

  test('is the rival of a version that is being trained meanwhile', async () => {
    const { train, versions, training } = await bench()
    await train(3, [1])
    const weak = await train(9, [2])
    training.meanwhile = () => versions.moveAlias('champion', weak)
    // Worse than the champion when training began, and better than the one that counts when it ends.
    const third = await train(5, [3])
    expect((await versions.version('champion')).version).toBe(third)
  })

  test('has promote asked once more when it moves between the answer and the record', async () => {
    const state = memoryState()
    const { train, versions, project } = await bench({ state: movingOnce(state, () => move()) })
    await train(3, [1])
    const weak = await train(9, [2])
    let moves = 0
    const move = async (): Promise<void> => {
      moves += 1
      if (moves === 1) await project.model('models/net').moveAlias('champion', weak)
    }
    const third = await train(5, [3])
    expect(moves).toBe(2)
    expect((await versions.version('champion')).version).toBe(third)
  })

  test('keeps its version from being pruned, and no other one', async () => {
    const { train, versions, project } = await bench()
    const first = await train(3, [1])
    const second = await train(5, [2])
    const third = await train(6, [3])
    await project.prune()
    expect((await versions.versions()).map(({ version, isKept }) => [version, isKept])).toEqual([
      [third, true],
      [second, false],
      [first, true],
    ])
    await expect(versions.moveAlias('champion', second)).rejects.toMatchObject({ code: 'VALUE_GONE' })
    await expect(versions.load(second)).rejects.toMatchObject({ code: 'VALUE_GONE' })
    await versions.moveAlias('champion', third)
    await project.prune()
    expect((await versions.versions()).map(({ isKept }) => isKept)).toEqual([true, false, false])
  })

  test('does not go to a version that is being pruned at that moment', async () => {
    const { train, versions, project, training } = await bench()
    const first = await train(3, [1])
    const second = await train(5, [2])
    await train(6, [3])
    const moves: Promise<unknown>[] = []
    training.removing = () => void moves.push(versions.moveAlias('champion', second).catch(({ code }) => code))
    await project.prune()
    expect(await Promise.all(moves)).toEqual(['VALUE_GONE'])
    expect((await versions.version('champion')).version).toBe(first)
  })
})

/** The same model in a project of another process: what it is made of does not matter there. */
function declaredElsewhere(model: ReturnType<typeof declared>['model']) {
  const data = asset('data', { schema: z.array(z.number()) }, () => [])
  const { aliases } = model
  return [data, model, asset('nothing', { schema: z.number() }, () => aliases.length)]
}

/** A state store that calls `move` right before a version of a model is recorded, from the third one on. */
function movingOnce(store: StateStore, move: () => Promise<void>): StateStore {
  let recorded = 0
  return new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target)
      if (name !== 'append' || typeof member !== 'function')
        return typeof member === 'function' ? member.bind(target) : member
      const append: StateStore['append'] = async (events, options) => {
        const isModel = events.some((event) => event.type === 'materialized' && event.asset === 'models/net')
        if (isModel) recorded += 1
        if (isModel && recorded >= 3) await move()
        return target.append(events, options)
      }
      return append
    },
  })
}
