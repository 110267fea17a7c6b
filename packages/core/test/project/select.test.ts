import { asset } from '@headwater/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectOf, thrownBy } from '../run/kernel.ts'

const prices = asset('market/prices', { schema: z.number() }, () => 1)
const returns = asset('market/returns', { deps: { prices }, schema: z.number() }, ({ prices }) => prices - 1)

describe('a selection', () => {
  it('is read as everywhere else, also where it asks how assets stand', async () => {
    const project = projectOf([returns, prices])
    expect(await project.select('+returns')).toEqual(['market/prices', 'market/returns'])
    await project.materialize('prices')
    expect(await project.select('status:missing')).toEqual(['market/returns'])
    expect(await project.select(returns)).toEqual(['market/returns'])
    expect(await thrownBy(() => project.select('market/* adn prices'))).toMatchObject({
      code: 'SELECTION_INVALID',
      cause: { start: 9, end: 12 },
    })
  })

  it('is completed at a character', () => {
    const project = projectOf([returns, prices])
    expect(project.complete('+ret and', 4)).toEqual({ start: 1, end: 4, candidates: ['market/returns'] })
    expect(project.complete('status:', 7).candidates).toEqual(['missing', 'stale', 'fresh', 'failed', 'late'])
  })
})
