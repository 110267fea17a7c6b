import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Finding } from './finding.ts'

const enoughBytes = 1_000_000_000

/** Packages that parts of Headwater load when they are used. */
const optional: { readonly [name: string]: string } = {
  '@aws-sdk/client-s3': 'buckets of S3',
  '@duckdb/node-api': 'DuckDB files and SQL assets',
  '@google-cloud/bigquery': 'datasets of BigQuery',
  '@google-cloud/storage': 'buckets of Google Cloud Storage',
  'apache-arrow': 'Arrow tables as inputs',
  pg: 'databases of PostgreSQL',
}

/** The Node.js that this runs on. */
export function runtimeFindings(runtime: {
  readonly version: string
  readonly features: { readonly typescript?: string | false | undefined }
}): readonly Finding[] {
  const [major = 0, minor = 0] = runtime.version.replace('v', '').split('.').map(Number)
  const isNew = major > 22 || (major === 22 && minor >= 18)
  const strips = Boolean(runtime.features.typescript)
  return [
    {
      name: 'node',
      result: isNew ? 'ok' : 'fail',
      found: runtime.version,
      ...(isNew ? {} : { advice: 'Install Node.js 22.18 or later.' }),
    },
    {
      name: 'typescript',
      result: strips ? 'ok' : 'warn',
      found: strips ? 'this Node.js runs it' : 'this Node.js does not run it',
      ...(strips
        ? {}
        : { advice: 'Use Node.js 22.18 or later without --no-strip-types, or write headwater.config.mjs.' }),
    },
  ]
}

/** Which optional packages the project could load. */
export function packageFindings(folder: string): readonly Finding[] {
  return Object.entries(optional).map(([name, use]) => {
    const version = installedVersion(folder, name)
    return { name, result: 'ok', found: version ?? `not installed; needed for ${use} only` }
  })
}

function installedVersion(folder: string, name: string): string | undefined {
  const file = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
  return dirname(folder) === folder ? undefined : installedVersion(dirname(folder), name)
}

/** Whether there is room for what is to be made. */
export async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free`
  return free >= enoughBytes
    ? { name: 'disk', result: 'ok', found }
    : { name: 'disk', result: 'warn', found, advice: 'Make room: runs stop when the disk is full.' }
}

/** Whether git leaves alone what Headwater writes. */
export async function ignoredFinding(folder: string): Promise<Finding> {
  const name = 'git'
  if (!(await git(folder, 'rev-parse', '--is-inside-work-tree')))
    return { name, result: 'ok', found: 'not in a repository' }
  if (await git(folder, 'check-ignore', '--quiet', '.headwater/'))
    return { name, result: 'ok', found: '.headwater is ignored' }
  return {
    name,
    result: 'warn',
    found: '.headwater is not ignored',
    advice: 'Add a line `.headwater/` to .gitignore: it holds the state and the values.',
  }
}

/** Whether a git command succeeds; false too where there is no git. */
async function git(folder: string, ...args: readonly string[]): Promise<boolean> {
  try {
    await promisify(execFile)('git', [...args], { cwd: folder })
    return true
  } catch {
    return false
  }
}
