import { testDatabase } from '@headwater/testkit'
import { afterEach } from 'vitest'
import { PostgresDatabase } from '../../src/postgres/index.ts'

export interface ScratchDatabase {
  readonly url: string
  readonly remove: () => Promise<void>
}

/** A PostgreSQL database of its own. */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const { url, drop } = await testDatabase()
  return {
    url,
    remove: async () => {
      await PostgresDatabase.at(url).close()
      await drop()
    },
  }
}

const made: ScratchDatabase[] = []
afterEach(async () => {
  for (const one of made.splice(0)) await one.remove()
})

/** A PostgreSQL database that lives as long as the test. */
export async function scratchDatabaseOfTest(): Promise<ScratchDatabase> {
  const one = await scratchDatabase()
  made.push(one)
  return one
}
