// Makes some weeks of the pipeline in the working directory, twice, and prints what came of it as JSON.
import project from '../../headwater.config.ts'
import { fctStockPrice } from '../../assets/market.ts'
import { technical } from '../../assets/features.ts'

const [partitions = '', eve = '', ...days] = process.argv.slice(2)
// The first move is that since the eve, whose price must be there.
await project.materialize('+staging/prices', { partitions: eve })
const { failures, checks, steps } = await project.materialize('+features/technical', { partitions })
const again = await project.materialize('+features/technical', { partitions })
const prices = []
for (const day of days) prices.push(...(await project.load(fctStockPrice, day)))
const indicators = await project.load(technical)
const remade = again.steps.filter(({ made }) => made > 0).map(({ step }) => step)
console.log(JSON.stringify({ failures, checks: checks.failed, steps, prices, indicators, remade }))
await project.close()
