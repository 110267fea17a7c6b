// Sums the numbers of its inputs, which it finds by their addresses.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { HEADWATER_ASSET, HEADWATER_PARTITION, HEADWATER_INPUTS, HEADWATER_OUTPUT } = process.env
const inputs = JSON.parse(readFileSync(HEADWATER_INPUTS, 'utf8'))
const numbers = inputs.numbers.map(({ home, location }) => JSON.parse(readFileSync(join(home, location.path), 'utf8')))
console.log(`making ${HEADWATER_ASSET} of ${inputs.numbers.length}`)
console.error('nothing to worry about')
const sum = numbers.reduce((total, number) => total + number, 0)
writeFileSync(
  HEADWATER_OUTPUT,
  JSON.stringify({ partition: HEADWATER_PARTITION, sum, argument: process.argv[2] ?? '' }),
)
