import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { headwater, projectFolder, start, type Variables, whenTold } from './headwater.ts'
import { refused } from './answer.ts'
import { answerOf } from './json/shapes.ts'

/** A page that is served, with what it said on standard error. */
async function served(args: readonly string[], variables: Variables = {}) {
  const child = start(projectFolder('market', {}), args, variables)
  let said = ''
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()))
  await whenTold(child, 'is at ')
  const [, url = ''] = /is at (\S+)/.exec(said) ?? []
  return { child, url, said: () => said }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

describe('headwater ui', () => {
  it.each(['ui', 'up'])('serves the page until Ctrl-C, as `%s`', async (command) => {
    const { child, url } = await served([command, '--port', '0'])
    expect(url).toMatch(/^http:\/\/localhost:\d+\/$/)
    expect(await (await fetch(`${url}api/info`)).json()).toMatchObject({ readOnly: false, base: '' })
    expect(await (await fetch(`${url}api/graph`)).json()).toMatchObject({
      keys: expect.arrayContaining(['market/prices']),
    })
    child.kill('SIGINT')
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stdout: '' })
  })

  it('takes a token from the environment or makes one, and repeats none that it was given', async () => {
    const given = 'a-token-of-more-than-16-characters'
    const own = await served(['ui', '--port', '0', '--read-only'], { HEADWATER_UI_TOKEN: given })
    expect((await fetch(`${own.url}api/info`)).status).toBe(401)
    const answer = await fetch(`${own.url}api/info`, { headers: { authorization: `Bearer ${given}` } })
    expect(await answer.json()).toMatchObject({ readOnly: true })
    own.child.kill('SIGTERM')
    await own.child.ended
    expect(own.said()).not.toContain(given)
    const made = await served(['ui', '--port', '0', '--host', '0.0.0.0', '--token'])
    const [, token = ''] = /\?token=([\w-]{43})$/.exec(made.url) ?? []
    const { port } = new URL(made.url)
    const headers = { authorization: `Bearer ${token}`, host: `127.0.0.1:${port}` }
    expect((await fetch(`http://127.0.0.1:${port}/api/info`, { headers })).status).toBe(200)
    made.child.kill('SIGINT')
    await made.child.ended
  })

  it('refuses other machines without a token, and a port that is taken', async () => {
    const folder = projectFolder()
    expect(await refused(folder, ['ui', '--host', '0.0.0.0'])).toMatchObject({ exit: 2, code: 'UI_ADDRESS_OPEN' })
    expect(await refused(folder, ['ui', '--port', '70000'])).toMatchObject({ exit: 2, code: 'USAGE_INVALID' })
    const { child, url } = await served(['ui', '--port', '0'])
    expect(await refused(folder, ['ui', '--port', new URL(url).port])).toMatchObject({
      exit: 3,
      code: 'UI_ADDRESS_TAKEN',
    })
    child.kill('SIGINT')
    await child.ended
  })

  it('has its answer when it has ended', async () => {
    const port = await freePort()
    const child = start(projectFolder(), ['ui', '--port', String(port), '--json'])
    // It says nothing before: an answer is one object.
    while (!(await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined))?.ok) await wait(50)
    child.kill('SIGINT')
    const { stdout, stderr } = await child.ended
    expect(stderr).toBe('')
    expect(answerOf('ui').parse(JSON.parse(stdout)).data).toEqual({ url: `http://localhost:${port}/` })
  })
})

describe('headwater backfill --again', () => {
  it('makes everything again that a run set out to make, and nothing else', async () => {
    const folder = projectFolder()
    await headwater(folder, ['materialize', 'raw/quotes', '--partitions', '2024-01-01..2024-01-03'])
    const { data } = JSON.parse((await headwater(folder, ['runs', '--json'])).stdout) as {
      data: { runId: string }[]
    }
    const [run] = data
    const dry = JSON.parse(
      (await headwater(folder, ['backfill', '--again', run?.runId ?? '', '--dry-run', '--json'])).stdout,
    )
    expect(dry.data.steps.map(({ asset, count }: { asset: string; count: number }) => [asset, count])).toEqual([
      ['raw/quotes', 3],
    ])
    const again = JSON.parse((await headwater(folder, ['backfill', '--again', run?.runId ?? '', '--json'])).stdout)
    expect(again.data.steps).toMatchObject([{ made: 3 }])
    expect(await refused(folder, ['backfill', '--again', 'nope'])).toMatchObject({ code: 'RUN_UNKNOWN' })
    expect(await refused(folder, ['backfill', 'raw/quotes', '--again', 'nope'])).toMatchObject({
      code: 'USAGE_INVALID',
    })
  })
})
