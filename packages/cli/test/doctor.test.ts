import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import { headwater, projectFolder } from './headwater.ts'

const config = `
import { files } from '@headwater/assets'
import { asset, defineProject, profile, settings } from '@headwater/core'
import { z } from 'zod'

const { lake } = profile(process.env.HEADWATER_PROFILE, {
  embedded: () => ({ lake: files({ root: 'lake' }) }),
  production: () => {
    const { LAKE_ROOT } = settings(z.object({ LAKE_ROOT: z.string(), LAKE_TOKEN: z.string(), LAKE_PORT: z.number() }))
    return { lake: files({ root: LAKE_ROOT }) }
  },
})
const one = asset('one', { schema: z.number(), io: lake.json() }, () => 1)
export default defineProject({ assets: [one] })
`

describe('doctor', () => {
  it('tries every store, and leaves nothing behind', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config })
    const { data, ok } = await answer(folder, 'doctor')
    expect(ok).toBe(true)
    const tried = data.filter(({ probes }) => probes)
    expect(tried.map(({ name, found }) => [name, found.split(':')[0]])).toEqual([
      ['state', '.headwater/state.sqlite'],
      ['values', 'lake, of 1 asset'],
    ])
    expect(tried.flatMap(({ probes = [] }) => probes).every((probe) => probe.ok)).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['headwater.config.ts', 'node_modules'])
  })

  it('says what does not work of which store and what to do, and exits with 1', async () => {
    const folder = projectFolder('empty', { 'headwater.config.ts': config, lake: '' })
    mkdirSync(join(folder, '.headwater'))
    writeFileSync(join(folder, '.headwater', 'state.sqlite'), 'this is no database, however long it is looked at')
    const { stdout, code } = await headwater(folder, ['doctor'])
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^✗ state: \.headwater\/state\.sqlite: does not work\n {2}✗ opens: STATE_CORRUPT: .*\n {4}Move the/m,
    )
    expect(stdout).toMatch(
      /^✗ values: lake, of 1 asset: does not work\n {2}✗ writes: IO_FAILED: .*\n {4}Look at the path/m,
    )
    expect(stdout).toContain('2 things must be mended.')
    rmSync(join(folder, 'lake'))
    expect((await answer(folder, 'doctor')).data.find(({ name }) => name === 'values')?.result).toBe('ok')
  })

  it('names all settings that are missing or wrong at once, and shows no secret', async () => {
    const folder = projectFolder('empty', {
      'headwater.config.ts': config,
      '.env': 'LAKE_TOKEN=tok-4711\nLAKE_PORT=tok-4711\n',
    })
    const { stdout, code } = await headwater(folder, ['doctor', '--profile', 'production'])
    expect(code).toBe(1)
    expect(stdout).toContain(
      'SETTINGS_INVALID: settings are missing or wrong: `LAKE_ROOT` is not set, `LAKE_PORT` is refused',
    )
    expect(stdout).not.toContain('tok-4711')
  })

  it('shows no secret that a project file throws, either', async () => {
    const throwing = config.replace(
      'return { lake: files({ root: LAKE_ROOT }) }',
      'throw new Error(`no ${LAKE_ROOT} for tok-4711`)',
    )
    const folder = projectFolder('empty', {
      'headwater.config.ts': throwing,
      '.env': 'LAKE_ROOT=the-lake\nLAKE_TOKEN=tok-4711\nLAKE_PORT=1\n',
    })
    const { stderr, code } = await headwater(folder, ['list'], { HEADWATER_PROFILE: 'production' })
    expect(code).toBe(2)
    expect(stderr).toContain('no the-lake for ***')
    expect(stderr).not.toContain('tok-4711')
  })
})
