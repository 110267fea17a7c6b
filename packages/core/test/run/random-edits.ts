import { Subset } from '../../src/partitions/index.ts'
import type { Dice } from './random-dice.ts'
import {
  allSymbols,
  type AssetShape,
  cutAgain,
  madeCuts,
  mappingsBetween,
  type ProjectShape,
  symbols,
  withDep,
  withSelf,
} from './random-graph.ts'
import type { World } from './random-world.ts'

/** Changes one thing in what the files of a project say; gives back the same shape where it does not apply. */
export function editShape(dice: Dice, shape: ProjectShape): ProjectShape {
  const made = shape.assets.filter(({ isExternal }) => !isExternal)
  const each = dice.pick(made)
  const replaced = (by: AssetShape): ProjectShape => ({
    ...shape,
    assets: shape.assets.map((other) => (other === each ? by : other)),
  })
  const kind = dice.below(12)
  if (kind < 5) return replaced({ ...each, code: dice.below(6) })
  if (kind < 7) return replaced(withDep(dice, shape, each))
  if (kind === 7)
    return replaced(dice.chance(0.5) ? withSelf(dice, shape, each) : { ...each, deps: each.deps.slice(1) })
  if (kind === 8) return replaced(withOtherMapping(dice, shape, each))
  if (kind === 9) return isBoundToCut(shape, each) ? shape : replaced({ ...each, cut: dice.pick(madeCuts) })
  const name = dice.pick(Object.keys(shape.cuts))
  const cut = cutAgain(dice, name, dice.some(['2024-01-03', '2024-01-08', '2024-01-09', '2024-01-10']))
  return cut ? { ...shape, cuts: { ...shape.cuts, [name]: cut } } : shape
}

/** Functions of keys are written for the cuts that they are between, and `along` for an upstream that has partitions. */
function isBoundToCut({ assets }: ProjectShape, { key }: AssetShape): boolean {
  return assets.some((reader) =>
    reader.deps.some(
      ({ of, mapping: { kind } }) => (kind === 'mapped' || kind === 'along') && [reader.key, of].includes(key),
    ),
  )
}

function withOtherMapping(dice: Dice, { assets, cuts }: ProjectShape, each: AssetShape): AssetShape {
  const dep = each.deps.find(({ of }) => of !== 'self')
  const upstream = assets.find(({ key }) => key === dep?.of)
  const fitting = upstream ? mappingsBetween(dice, each.cut, upstream.cut, cuts) : []
  if (!dep || fitting.length === 0) return each
  return { ...each, deps: each.deps.map((other) => (other === dep ? { ...dep, mapping: dice.pick(fitting) } : other)) }
}

const hour = 3_600_000

/** Changes one thing outside of the files: external data, the clock, dynamic keys, or what is recorded. */
export async function editWorld(dice: Dice, world: World, shape: ProjectShape): Promise<string> {
  const kind = dice.below(10)
  if (kind < 4) return changeOutside(dice, world, shape)
  if (kind < 6) return wipe(dice, world, shape)
  if (kind < 8) {
    const hours = 1 + dice.below(14)
    world.clock.advance(hours * hour)
    return `${hours} hours later`
  }
  const chosen = dice.pick(allSymbols)
  const isAdded = dice.chance(0.6)
  const type = isAdded ? 'keys_added' : 'keys_removed'
  await world.state.append([{ type, dimension: symbols.name, keys: [chosen] }])
  return `symbol ${chosen} ${isAdded ? 'added' : 'removed'}`
}

export async function changeOutside(dice: Dice, world: World, shape: ProjectShape): Promise<string> {
  const judge = await world.judge(shape)
  const { key } = dice.pick(shape.assets.filter(({ isExternal }) => isExternal))
  const grid = judge.grid(key)
  const cell = dice.pick([...grid.existing(world.clock.now()).cells()])
  const text = grid.textOf(cell)
  const name = text === null ? key : `${key} ${text}`
  const value = dice.below(4)
  if (dice.chance(0.1)) world.outside.values.delete(name)
  else world.outside.values.set(name, value)
  return `${name} is ${world.outside.values.get(name)}`
}

/** Everything that is made elsewhere gets a value where it has none. */
export async function fillOutside(dice: Dice, world: World, shape: ProjectShape): Promise<void> {
  const judge = await world.judge(shape)
  for (const { key } of shape.assets.filter(({ isExternal }) => isExternal)) {
    const grid = judge.grid(key)
    for (const cell of grid.existing(world.clock.now()).cells()) {
      const text = grid.textOf(cell)
      const name = text === null ? key : `${key} ${text}`
      if (!world.outside.values.has(name)) world.outside.values.set(name, dice.below(4))
    }
  }
}

async function wipe(dice: Dice, world: World, shape: ProjectShape): Promise<string> {
  const judge = await world.judge(shape)
  const { key } = dice.pick(shape.assets.filter(({ isExternal }) => !isExternal))
  const { made, failed } = judge.history(key)
  const gone = dice.some([...made], 0.3)
  if (gone.length === 0) return 'nothing wiped'
  const partitions = Subset.of(gone.map(([, { cell }]) => cell))
  await world.state.append([
    { type: 'wiped', asset: key, partitions: partitions.encode(), count: partitions.count, deleted: false },
  ])
  for (const [name] of gone) {
    made.delete(name)
    failed.delete(name)
  }
  return `${partitions.count} of ${key} wiped`
}
