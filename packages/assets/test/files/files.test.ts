import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ioManagerSuite } from '@headwater/core/testing'
import type { IoManager } from '@headwater/core/io'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { files, type ObjectStore } from '../../src/files/index.ts'
import { rowSchemaOf } from '../../src/sql/row-schema.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const day = { day: z.iso.date(), close: z.number().nullable(), volume: z.int(), at: z.date() }
const rowSchema = rowSchemaOf(z.array(z.object(day)))
const row = { day: '2024-01-02', close: 185.64, volume: 82_488_700, at: new Date('2024-01-02T21:00:00Z') }
const tables = [[row], [{ ...row, close: null }], [row, row], []] as const

const under = (
  name: string,
  make: (store: ObjectStore) => IoManager<never>,
  samples: readonly [unknown, unknown, ...unknown[]],
) =>
  ioManagerSuite(
    `files().${name}()`,
    async () => {
      const root = await mkdtemp(join(tmpdir(), 'headwater-'))
      return {
        io: make(files({ root })),
        reopen: async () => make(files({ root })),
        close: () => rm(root, { recursive: true }),
      }
    },
    { describe, it, expect, samples, rowSchema },
  )

under('json', (store) => store.json(), [{ a: 1 }, [], 'text', null, { a: 2 }])
under('parquet', (store) => store.parquet(), tables)
under('bytes', (store) => store.bytes(), [Buffer.from('a'), Buffer.from('b'), Buffer.alloc(0)])
