import { expect, it } from 'vitest'
import { findViolations } from '../layers.mjs'

const core = 'packages/core/src'
const violations = (path, text) => findViolations([{ path, text }])

it.each([
  ['an earlier folder', `${core}/plan/plan.ts`, "import { parse } from '../keys/asset-key.ts'"],
  ['its own folder', `${core}/plan/plan.ts`, "import { walk } from './walk.ts'"],
  ['any folder, from a file beside the folders', `${core}/index.ts`, "export * from './testing/index.ts'"],
  ['a package that it builds on', 'packages/cli/src/main.ts', "import { defineProject } from '@headwater/core'"],
  ['a vendor package when it is asked for', 'packages/assets/src/pg/open.ts', "const pg = await import('pg')"],
  ['the types of a vendor package', 'packages/assets/src/pg/open.ts', "import type { Pool } from 'pg'"],
  ['what merely begins like a vendor package', 'packages/assets/src/pg/open.ts', "import { format } from 'pg-format'"],
  ['the contract, from the server', 'packages/ui/src/server/a.ts', "import { routes } from '../contract/routes.ts'"],
  [
    'types of the contract, from the page',
    'packages/ui/src/page/a.ts',
    "import type { Route } from '../contract/routes.ts'",
  ],
  ['the web page when it is served', 'packages/cli/src/commands/ui.ts', "await import('@headwater/ui')"],
  ['nothing, in text', `${core}/base/json.ts`, "const text = `\nimport { x } from '../run/index.ts'\n`"],
])('allows a file to import %s', (_, path, text) => {
  expect(violations(path, text)).toEqual([])
})

it.each([
  ['a later folder', `${core}/keys/a.ts`, "import { run } from '../run/index.ts'", '`keys` imports `run`'],
  ['a type of a later folder', `${core}/keys/a.ts`, "import type { R } from '../run/index.ts'", '`keys` imports `run`'],
  ['a later folder, lazily', `${core}/keys/a.ts`, "await import('../run/index.ts')", '`keys` imports `run`'],
  [
    'a later folder, to export it again',
    `${core}/keys/a.ts`,
    "export * from '../run/index.ts'",
    '`keys` imports `run`',
  ],
  ['a file above the folders', `${core}/keys/a.ts`, "import { x } from '../index.ts'", 'stands above the folders'],
  ['a package by its path', 'packages/cli/src/main.ts', "import '../../core/src/index.ts'", 'outside the sources'],
  ['a test', `${core}/keys/a.ts`, "import '../../test/keys/keys.ts'", 'outside the sources'],
  ['the command', 'packages/assets/src/index.ts', "import '@headwater/cli'", 'only @headwater/core'],
  ['the batteries from the command', 'packages/cli/src/main.ts', "import '@headwater/assets/s3'", '@headwater/assets'],
  ['the batteries from core', `${core}/run/a.ts`, "import '@headwater/assets'", 'no package of ours'],
  [
    'the contract itself from the page',
    'packages/ui/src/page/a.ts',
    "import '../contract/routes.ts'",
    'more than types',
  ],
  ['the server from the page', 'packages/ui/src/page/a.ts', "import '../server/index.ts'", 'meet in `contract`'],
  [
    'the server from the contract',
    'packages/ui/src/contract/a.ts',
    "import '../server/index.ts'",
    'meet in `contract`',
  ],
  ['the web page at once', 'packages/cli/src/main.ts', "import '@headwater/ui'", 'by every command'],
  ['a vendor package at once', 'packages/assets/src/pg/open.ts', "import { Pool } from 'pg'", 'loaded at once'],
  ['a vendor package for a type', 'packages/assets/src/a.ts', "import { type Pool } from 'pg'", 'loaded at once'],
  ['a vendor package in core', `${core}/io/a.ts`, "const s3 = await import('@aws-sdk/client-s3')", 'SDK of a vendor'],
])('refuses %s', (_, path, text, message) => {
  expect(violations(path, `\n${text}\n`)).toEqual([expect.stringContaining(message)])
  expect(violations(path, `\n${text}\n`)[0]).toMatch(`${path}:2: `)
})

it('refuses a file or folder whose name says nothing', () => {
  expect(violations('packages/assets/src/sql/helpers.ts', '')).toEqual([expect.stringContaining('`helpers.ts`')])
  expect(violations('packages/cli/src/utils/print.ts', '')).toEqual([expect.stringContaining('`utils`')])
})

it('refuses a folder of core that has no place in the order', () => {
  expect(violations(`${core}/queue/claim.ts`, '')).toEqual([expect.stringContaining('`queue` is not a folder of core')])
})

it('refuses a package that has no entry', () => {
  const [violation] = violations('packages/web/src/index.ts', "import '@headwater/core'")
  expect(violation).toContain('package `web` has no entry')
})

it('refuses a file of more than 300 lines', () => {
  expect(violations(`${core}/keys/a.ts`, '\n'.repeat(300))).toEqual([])
  expect(violations(`${core}/keys/a.ts`, '\n'.repeat(301))).toEqual([expect.stringContaining('301 lines')])
})
