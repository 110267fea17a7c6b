import { testDatabase } from '@headwater/testkit'
import pg from 'pg'
import { expect, test } from 'vitest'

test('every test file gets databases of its own, of one server for the whole run', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()])
  expect(new URL(one.url).host).toBe(new URL(other.url).host)
  expect(one.name).not.toBe(other.name)
  const client = new pg.Client({ connectionString: one.url })
  await client.connect()
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name: one.name }])
  await client.end()
  await Promise.all([one.drop(), other.drop()])
})
