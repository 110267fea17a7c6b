/**
 * Serves one of the projects that pages are tried on: `node --conditions=@headwater/source serve.ts demo --port 4400`. With
 * `--folder` the demo is kept there for the next time.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Project } from '@headwater/core'
import { serveUi } from '../../src/server/index.ts'

const projects: { readonly [name: string]: () => Promise<Project> } = {
  demo: async () => (await import('./demo.ts')).demo(folder()),
  large: async () => (await import('./large.ts')).large(),
  long: async () => (await import('./long.ts')).long(),
}

function folder(): string {
  return values.folder === undefined ? mkdtempSync(join(tmpdir(), 'headwater-demo-')) : resolve(values.folder)
}

const { values, positionals } = parseArgs({
  options: {
    port: { type: 'string', default: '4400' },
    folder: { type: 'string' },
    'read-only': { type: 'boolean', default: false },
    host: { type: 'string' },
    token: { type: 'string' },
  },
  allowPositionals: true,
})
const [name = 'demo'] = positionals
const project = await projects[name]?.()
if (!project) throw new Error(`there is no project \`${name}\`; there are ${Object.keys(projects).join(', ')}`)
const { port, 'read-only': readOnly, host, token } = values
const server = await serveUi(project, { port: Number(port), readOnly, host, token, name })
console.log(`${name} is at ${server.url}`)
process.once('SIGINT', async () => {
  await server.close()
  await project.close()
  process.exit()
})
