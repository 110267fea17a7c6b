import { expect, it } from 'vitest'
import * as columnLineage from '../src/index.ts'

it('@headwater/column-lineage exports these names, and no others', () => {
  expect(Object.keys(columnLineage).toSorted()).toEqual(['columnLineage', 'openColumnLineage', 'openLineageFacet'])
})
