import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { headwater, temporaryFolder } from './headwater.ts'

const modules = resolve(import.meta.dirname, '../../../node_modules')

/** What `npm install` would do, with the packages of this repository. */
function install(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@headwater'), { recursive: true })
  for (const name of ['@headwater/core', '@headwater/assets', 'zod'])
    symlinkSync(realpathSync(join(modules, name)), join(folder, 'node_modules', name))
}

describe('headwater init', () => {
  it('writes a project that runs, and whose test passes', async () => {
    const parent = temporaryFolder()
    const { stdout, code } = await headwater(parent, ['init', 'My Weather'])
    expect(code).toBe(0)
    expect(stdout).toContain('cd My Weather\n  npm install\n  npx headwater materialize')
    const folder = join(parent, 'My Weather')
    expect(readdirSync(folder).sort()).toEqual([
      '.gitignore',
      'README.md',
      'assets.test.ts',
      'assets.ts',
      'headwater.config.ts',
      'package.json',
      'tsconfig.json',
    ])
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      readonly version: string
    }
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'my-weather',
      dependencies: { '@headwater/core': `^${version}` },
    })

    install(folder)
    const made = await headwater(folder, ['materialize'])
    expect(made.stdout).toContain('✓ Materialized 4 assets, 186 partitions')
    const { stdout: march } = await headwater(folder, ['load', 'weather/monthly', '2024-03', '--format', 'json'])
    expect(JSON.parse(march)).toHaveLength(2)
    const test = spawnSync(process.execPath, ['--conditions=@headwater/source', '--test'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    })
    expect(test.stdout).toMatch(/pass 2\n/)
    expect(test.status).toBe(0)
  })

  it('refuses a folder that is not empty, and with --force adds only what is missing', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'README.md'), 'mine\n')
    const refused = await headwater(folder, ['init'])
    expect(refused.stderr).toContain('FOLDER_NOT_EMPTY')
    expect(refused.code).toBe(2)
    const { stdout } = await headwater(folder, ['init', '--force'])
    expect(stdout).toContain('Left as they were: README.md.')
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine\n')
  })
})
