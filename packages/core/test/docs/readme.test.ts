import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { codeBlocks, modulesOf } from './code-blocks.ts'
import { pageAt, repository } from './pages.ts'
import { Workspace } from './workspace.ts'

const readme = pageAt('README.md')
const workspace = new Workspace()
afterAll(() => workspace.remove())

describe('the README', () => {
  it('shows a project that runs and prints what stands below it', () => {
    for (const { name, lines } of modulesOf(readme)) workspace.write(name, lines.map(({ text }) => text).join('\n'))
    const { stdout, stderr } = spawnSync(process.execPath, ['run.ts'], { cwd: workspace.folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toBe(shown('text'))
  })

  it('draws the graph of the example as it is', async () => {
    const { default: project } = (await import(
      pathToFileURL(join(repository, 'examples/stock-forecast/headwater.config.ts')).href
    )) as { default: { edges(): readonly { from: string; to: string }[] } }
    const drawn = drawnEdges(shown('mermaid'))
    const declared = project.edges().map(({ from, to }) => `${from} -> ${to}`)
    expect(drawn.toSorted()).toEqual([...new Set(declared)].toSorted())
  })
})

/** The first block of a language. */
function shown(language: string): string {
  return codeBlocks(readme).find((block) => block.language === language)?.text ?? ''
}

/** Nodes are drawn as `id["a/b ..."]`, edges as `a & b --> c`. */
function drawnEdges(mermaid: string): readonly string[] {
  const keys = new Map([...mermaid.matchAll(/(\w+)[[({]+"([\w/]+)/g)].map(([, id = '', key = '']) => [id, key]))
  return [...mermaid.matchAll(/^ *([\w &]+) --> ([\w &]+)$/gm)].flatMap(([, from = '', to = '']) =>
    from.split('&').flatMap((a) => to.split('&').map((b) => `${keys.get(a.trim())} -> ${keys.get(b.trim())}`)),
  )
}
