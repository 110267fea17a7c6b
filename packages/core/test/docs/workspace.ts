import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repository } from './pages.ts'

/** A folder outside of the repository in which its packages can be imported, as in a user's project. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'headwater-docs-'))

  constructor() {
    symlinkSync(join(repository, 'node_modules'), join(this.folder, 'node_modules'), 'junction')
    this.write('package.json', '{ "type": "module" }\n')
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
