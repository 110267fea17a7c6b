import { expect, it } from 'vitest'
import { matching, type Offer, offersOf } from '../../../src/page/palette/offers.ts'

const offer = (name: string, detail = ''): Offer => ({ id: name, kind: 'page', name, detail })
const names = (offers: readonly Offer[]) => offers.map(({ name }) => name)

it('puts names that begin with the text before those that hold it, and those before their details', () => {
  const offers = [offer('Chart', 'run'), offer('Rerun'), offer('Dry run'), offer('Runs'), offer('Home')]
  expect(names(matching(offers, 'RUN'))).toEqual(['Runs', 'Dry run', 'Rerun', 'Chart'])
})

it('wants every word, in any order, and takes all for no text', () => {
  const offers = [offer('Dark theme'), offer('Light theme')]
  expect(names(matching(offers, 'theme dark'))).toEqual(['Dark theme'])
  expect(names(matching(offers, '  '))).toEqual(['Dark theme', 'Light theme'])
})

it('says of which asset a column or a check is', () => {
  const [column, asset] = offersOf([
    { kind: 'column', name: 'close', detail: 'number', asset: 'prices' },
    { kind: 'asset', name: 'prices', detail: 'market', asset: 'prices' },
  ])
  expect(column?.detail).toBe('prices · number')
  expect(asset?.detail).toBe('market')
})
