import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, it } from 'vitest'
import { columnLineage, openLineageFacet } from '../src/index.ts'
import { sharedFolder } from './shared-data.ts'

const folder = sharedFolder('openlineage-spec')

const sql = `INSERT INTO totals
  SELECT customer, sum(amount) AS total, count(id) AS n, CASE WHEN status = 'a' THEN md5(status) END AS tag
  FROM orders WHERE day > '2024-01-01' GROUP BY customer, status`
const schema = { orders: ['id', 'customer', 'amount', 'status', 'day'], totals: ['customer', 'total', 'n', 'tag'] }

it('an output becomes the facet, with counts and hashes as masking', async () => {
  const { outputs } = await columnLineage(sql, { dialect: 'postgres', schema })
  const [output] = outputs
  const facet =
    output && openLineageFacet(output, { namespace: 'postgres://db:5432', name: (table) => `shop.public.${table}` })
  const field = (name: string) => ({ namespace: 'postgres://db:5432', name: 'shop.public.orders', field: name })
  const step = (type: string, subtype: string, masking = false) => ({ type, subtype, description: '', masking })
  expect(facet).toEqual({
    fields: {
      customer: { inputFields: [{ ...field('customer'), transformations: [step('DIRECT', 'IDENTITY')] }] },
      total: { inputFields: [{ ...field('amount'), transformations: [step('DIRECT', 'AGGREGATION')] }] },
      n: { inputFields: [{ ...field('id'), transformations: [step('DIRECT', 'AGGREGATION', true)] }] },
      tag: {
        inputFields: [
          {
            ...field('status'),
            transformations: [step('DIRECT', 'TRANSFORMATION', true), step('INDIRECT', 'CONDITIONAL')],
          },
        ],
      },
    },
    dataset: [
      { ...field('day'), transformations: [step('INDIRECT', 'FILTER')] },
      { ...field('customer'), transformations: [step('INDIRECT', 'GROUP_BY')] },
      { ...field('status'), transformations: [step('INDIRECT', 'GROUP_BY')] },
    ],
  })
})

it.skipIf(!folder)('the facet is one to the schema of OpenLineage', async () => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const file of ['OpenLineage.json', 'facets/ColumnLineageDatasetFacet.json']) {
    ajv.addSchema(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as object)
  }
  const validate = ajv.getSchema('https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json')
  const { outputs } = await columnLineage(sql, { dialect: 'duckdb', schema })
  const made = outputs[0] && openLineageFacet(outputs[0], { namespace: 'duckdb' })
  const facet = {
    _producer: 'https://example.com',
    _schemaURL: 'https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json',
    ...made,
  }
  validate?.({ columnLineage: facet })
  expect(validate?.errors).toBeNull()
})
