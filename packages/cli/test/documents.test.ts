import { describe, expect, it } from 'vitest'
import { catalogue } from '../src/commands/catalogue.ts'
import { exitCodes } from '../src/exit-codes.ts'
import { headwater, temporaryFolder } from './headwater.ts'
import { shapeText } from './json/shape-text.ts'
import { error, shapes } from './json/shapes.ts'

const reference = '../../../docs/reference'

describe('the reference', () => {
  it('of the command line is what --help says', async () => {
    const folder = temporaryFolder()
    const helps = await Promise.all(
      [[], ...Object.keys(catalogue).map((name) => [name])].map((args) =>
        headwater(folder, [...args, '--help'], { COLUMNS: '100' }),
      ),
    )
    const sections = helps.map(({ stdout }, index) => {
      const name = ['headwater', Object.keys(catalogue)[index - 1]].filter(Boolean).join(' ')
      return `## ${name}\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n`
    })
    const text = `# Command line reference\n\nThis is what \`headwater --help\` says; a test holds the two together.\n\nThe answer goes to standard output. Progress, notes and errors go to standard error; with \`--json\` there is one object on\nstandard output instead, also for errors (see [json.md](json.md)), and no progress. [exit-codes.md](exit-codes.md) tells what the\nexit codes mean.\n\n${sections.join('\n')}`
    await expect(text).toMatchFileSnapshot(`${reference}/cli.md`)
  })

  it('of the JSON answers is written from what the tests hold them to', async () => {
    const sections = Object.entries(shapes).map(
      ([name, shape]) => `## ${name}\n\n\`\`\`ts\n${shapeText(shape)}\n\`\`\`\n`,
    )
    const text = `# JSON answers\n\nWith \`--json\` every command prints one object to standard output, and nothing else:\n\n\`\`\`ts\n{ ok: true, command: 'status', data: ... }\n{ ok: false, command: 'materialize', data: ... }  // it was carried out, and something failed: exit code 1 or 130\n{ ok: false, command?: 'status', error: ... }     // it could not be carried out\n\`\`\`\n\n\`ok\` is true when the exit code is 0. Members with \`?\` may be absent. Dates inside values are ISO 8601 text, bytes are base64,\nintegers above 2^53 are text, maps are lists of pairs. Members may be added in later releases; none is taken away.\n\nBelow is \`data\` of each command, then \`error\`. A test writes this page from the schemas to which it holds the answers.\n\n${sections.join('\n')}\n## error\n\n\`\`\`ts\n${shapeText(error)}\n\`\`\`\n`
    await expect(text).toMatchFileSnapshot(`${reference}/json.md`)
  })

  it('of the exit codes is their table', async () => {
    const rows = Object.entries(exitCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`)
    const text = `# Exit codes\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}\n\nA second Ctrl-C ends the process at once, also with 130; the next run repairs what it left behind.\n`
    await expect(text).toMatchFileSnapshot(`${reference}/exit-codes.md`)
  })
})
