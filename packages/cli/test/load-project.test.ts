import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertStripsTypes } from '../src/load-project.ts'
import { headwater, projectFolder } from './headwater.ts'
import { refusal } from './json/shapes.ts'

async function refused(files: { readonly [name: string]: string }) {
  const folder = projectFolder('empty', files)
  const { stdout, code } = await headwater(folder, ['list', '--json'])
  expect(code).toBe(2)
  return refusal.parse(JSON.parse(stdout)).error
}

describe('the project file', () => {
  it('is found in a folder above', async () => {
    const folder = projectFolder()
    mkdirSync(join(folder, 'deep/down'), { recursive: true })
    expect((await headwater(join(folder, 'deep/down'), ['list', '-q'])).code).toBe(0)
  })

  it('may be named, and then lies where the command was called', async () => {
    const folder = projectFolder('market')
    expect((await headwater(join(folder, '..'), ['list', '--config', `${folder}/headwater.config.ts`])).code).toBe(0)
    const { stderr, code } = await headwater(folder, ['list', '--config', 'other.ts'])
    expect(stderr).toContain('CONFIG_MISSING: there is no `other.ts`')
    expect(code).toBe(2)
  })

  it('may be JavaScript', async () => {
    const folder = projectFolder('empty', {
      'headwater.config.mjs':
        "import { asset, defineProject } from '@headwater/core'\nexport default defineProject({ assets: [asset('a', {}, () => {})] })\n",
    })
    expect((await headwater(folder, ['list'])).stdout).toContain('1 asset in 1 group')
  })

  it('gets the profile before it is imported', async () => {
    const folder = projectFolder('empty', {
      'headwater.config.mjs':
        "import { asset, defineProject } from '@headwater/core'\nexport default defineProject({ assets: [asset(`in_${process.env.HEADWATER_PROFILE}`, {}, () => {})] })\n",
    })
    expect((await headwater(folder, ['list', '--profile', 'staging'])).stdout).toContain('in_staging')
  })

  it('is missed with what to do', async () => {
    const { stderr, code } = await headwater(projectFolder('empty'), ['status'])
    expect(stderr).toContain('CONFIG_MISSING')
    expect(stderr).toContain('headwater init')
    expect(code).toBe(2)
  })

  it('has every mistake of the project reported at once', async () => {
    const { code, problems } = await refused({
      'headwater.config.ts':
        "import { asset, defineProject } from '@headwater/core'\nconst a = asset('a', {}, () => {})\nconst other = asset('other', {}, () => {})\nexport default defineProject({ assets: [a, asset('a', {}, () => {}), asset('b', { deps: { other } }, () => {})] })\n",
    })
    expect(code).toBe('PROJECT_INVALID')
    expect(problems?.map((problem) => problem.code).sort()).toEqual(['GRAPH_DEP_MISSING', 'GRAPH_KEY_DUPLICATE'])
  })

  it('that throws keeps its own stack', async () => {
    const folder = projectFolder('empty', {
      'headwater.config.ts': "import './broken.ts'\n",
      'broken.ts': 'export function broken(): never {\n  throw new TypeError("no luck")\n}\nbroken()\n',
    })
    const { stderr, code } = await headwater(folder, ['list'])
    expect(stderr).toContain('CONFIG_THREW: `headwater.config.ts`, or a file that it imports, threw TypeError: no luck')
    expect(stderr).toContain('at broken (broken.ts:2:9)')
    expect(stderr).not.toContain('node:internal')
    expect(code).toBe(2)
  })

  it('with an enum in a file that it imports is refused with that file and line', async () => {
    const { code, message, hint } = await refused({
      'headwater.config.ts': "import './colors.ts'\n",
      'colors.ts': '\nexport enum Color { Red }\n',
    })
    expect(code).toBe('CONFIG_SYNTAX')
    expect(message).toContain('in `colors.ts` line 2')
    expect(hint).toContain('enums')
  })

  it('with a mistake in its syntax is refused with its line', async () => {
    const { code, message } = await refused({ 'headwater.config.ts': 'const a = 1\nconst b: = 2\n' })
    expect(code).toBe('CONFIG_SYNTAX')
    expect(message).toContain('in `headwater.config.ts` line 2')
  })

  it('without a default export is told which export is the project', async () => {
    const { code, hint } = await refused({
      'headwater.config.ts':
        "import { asset, defineProject } from '@headwater/core'\nexport const project = defineProject({ assets: [asset('a', {}, () => {})] })\n",
    })
    expect([code, hint]).toEqual(['CONFIG_INVALID', 'Write `export default project`.'])
  })

  it('in TypeScript is refused by a Node.js that is too old, with its version', () => {
    expect(() => assertStripsTypes('/a/headwater.config.ts', '20.20.2', undefined)).toThrow(
      '`headwater.config.ts` is TypeScript, and this Node.js is 20.20.2; reading it takes 22.18 or later',
    )
    expect(() => assertStripsTypes('/a/headwater.config.mjs', '20.20.2', undefined)).not.toThrow()
    expect(() => assertStripsTypes('/a/headwater.config.ts', '24.1.0', 'strip')).not.toThrow()
  })
})
