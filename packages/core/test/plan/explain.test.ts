import { asset, defineProject, explain, externalAsset, memoryState } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

it('says what a plan makes and why, and what it leaves alone and why', async () => {
  const root = mkdtempSync(join(tmpdir(), 'headwater-explain-'))
  const io = localValues({ root })
  const elsewhere = externalAsset('vendor/file', { schema: z.number(), io })
  const a = asset('a', { schema: z.number() }, () => 1)
  const b = asset('b', { deps: { elsewhere }, schema: z.number() }, ({ elsewhere }) => elsewhere)
  const project = defineProject({ assets: [elsewhere, a, b], state: memoryState(), defaults: { io } })
  expect(explain(await project.plan([a, b]))).toMatch(
    /^make a: missing\ncannot make b: upstream `vendor\/file` cannot be read: /,
  )
  await project.materialize([a])
  expect(explain(await project.plan([a]))).toBe('leave a: up to date')
})
