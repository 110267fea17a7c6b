import { createServer } from 'node:http'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { asset, defineProject, memoryState, resource } from '@headwater/core'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { type Route, routes } from '../../src/contract/routes.ts'
import { headwaterUi, serveUi } from '../../src/server/index.ts'
import { apiOf, inFolder, served, smallProject, until } from './served.ts'

const token = 'a-token-that-nobody-can-guess-0123456789'
const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((each) => each && !each.internal && each.family === 'IPv4')?.address

const writes = (Object.entries(routes) as [string, Route][]).flatMap(([name, route]) =>
  route.writes ? [[name, route.path.replace(':run', 'x').replace(':asset', 'x')] as const] : [],
)

describe('who can reach it', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])('nobody listens on %s without a token', async (host) => {
    await expect(serveUi(smallProject(), { host, port: 0 })).rejects.toMatchObject({ code: 'UI_ADDRESS_OPEN' })
  })

  it('listens on the loopback of IPv4 and IPv6', async () => {
    const { server } = await served()
    const hosts = Object.values(networkInterfaces())
      .flat()
      .some((each) => each?.address === '::1')
      ? ['127.0.0.1', '::1']
      : ['127.0.0.1']
    for (const host of hosts) expect(await apiOf(server.port)('/api/health', { host })).toMatchObject({ status: 200 })
  })

  it.skipIf(!ownAddress)('answers no other machine where it is mounted without a token', async () => {
    const app = express()
    const server = createServer(app)
    server.listen(0, '0.0.0.0')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { readonly port: number }
    const host = ownAddress ?? ''
    app.use(headwaterUi(smallProject(), { allowedHosts: [`${host}:${port}`] }))
    expect(await apiOf(port)('/api/info', { host })).toMatchObject({ status: 403, body: { code: 'REQUEST_FORBIDDEN' } })
    expect(await apiOf(port)('/api/info', { host, headers: { 'x-forwarded-for': '127.0.0.1' } })).toMatchObject({
      status: 403,
    })
    expect(await apiOf(port)('/api/info')).toMatchObject({ status: 200 })
  })

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])(
    'answers nobody behind a proxy of this machine without a token (%s)',
    async (name) => {
      const headers = { [name]: 'somebody' }
      const open = await served()
      expect(await apiOf(open.server.port)('/api/info', { headers })).toMatchObject({
        status: 403,
        body: { code: 'REQUEST_FORBIDDEN' },
      })
      const closed = await served({ token })
      const withToken = { ...headers, authorization: `Bearer ${token}` }
      expect(await apiOf(closed.server.port)('/api/info', { headers: withToken })).toMatchObject({ status: 200 })
    },
  )

  it('asks the app that it is mounted in, where that says who calls', async () => {
    const app = express()
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { readonly port: number }
    app.use('/headwater', headwaterUi(smallProject(), { authorize: ({ headers }) => headers['x-user'] === 'ann' }))
    expect(await apiOf(port)('/headwater/api/info')).toMatchObject({ status: 401, body: { code: 'TOKEN_NEEDED' } })
    const answer = await apiOf(port)('/headwater/api/info', { headers: { 'x-user': 'ann' } })
    expect(answer).toMatchObject({ status: 200, body: { base: '/headwater' } })
  })
})

describe('names of other sites that point here (DNS rebinding)', () => {
  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'localhost',
    '127.0.0.1:1',
    'localhost:4400@evil.example',
    'LOCALHOST.',
  ])('are refused: %s', async (host) => {
    const { api } = await served()
    for (const path of ['/', '/api/info', '/api/live'])
      expect(await api(path, { headers: { host } })).toMatchObject({ status: 421, body: { code: 'HOST_NOT_ALLOWED' } })
  })

  it('are let in one by one, exactly as they are written', async () => {
    const { api } = await served({ allowedHosts: ['Data.Example.com'] })
    const status = async (host: string) => (await api('/api/info', { headers: { host } })).status
    expect(await status('data.example.com')).toBe(200)
    expect(await status('data.example.com:8080')).toBe(421)
    expect(await status('x.data.example.com')).toBe(421)
  })
})

describe('pages of other sites', () => {
  it.each(['cross-site', 'same-site', 'nonsense'])('cannot read: %s', async (site) => {
    const { api } = await served()
    const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
    expect(await api('/api/info', { headers })).toMatchObject({ status: 403, body: { code: 'REQUEST_FORBIDDEN' } })
    expect(await api('/', { headers })).toMatchObject({ status: 403 })
  })

  it('cannot frame it', async () => {
    const { api } = await served()
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    expect((await api('/', { headers })).status).toBe(403)
    expect((await api('/')).headers).toMatchObject({ 'x-frame-options': 'DENY' })
  })

  it('can link to a page, and to nothing of the API', async () => {
    const { api } = await served()
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await api('/assets/market%2Fprices', { headers })).status).not.toBe(403)
    expect((await api('/api/info', { headers })).status).toBe(403)
    expect((await api('/api/materialize', { headers, json: { selection: '*' } })).status).toBe(403)
  })

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'http://localhost.evil.example'])(
    'cannot write: %s',
    async (origin) => {
      const { api, project } = await served()
      expect(await api('/api/materialize', { headers: { origin }, json: { selection: '*' } })).toMatchObject({
        status: 403,
      })
      expect(await project.runs()).toEqual([])
    },
  )

  it('cannot send a form or a beacon', async () => {
    const { api, project } = await served()
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/plain',
      'text/plain;a=application/json',
    ]) {
      const answer = await api('/api/materialize', {
        raw: '{"selection":"*"}',
        headers: { 'content-type': type, 'idempotency-key': 'a' },
      })
      expect(answer).toMatchObject({ status: 415, body: { code: 'REQUEST_NOT_JSON' } })
    }
    expect((await api('/api/materialize', { method: 'POST', headers: { 'idempotency-key': 'b' } })).status).toBe(415)
    expect(await project.runs()).toEqual([])
  })

  it('are told of no other site that may read (CORS)', async () => {
    const { api, server } = await served()
    const origin = `http://127.0.0.1:${server.port}`
    const answer = await api('/api/info', { headers: { origin, 'sec-fetch-site': 'same-origin' } })
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect((await api('/api/materialize', { method: 'OPTIONS', headers: { origin } })).headers).not.toHaveProperty(
      'access-control-allow-methods',
    )
  })
})

describe('what changes something', () => {
  it.each(writes)('is no GET: %s', async (_, path) => {
    const { api, project } = await served()
    expect((await api(`/api${path}`, { headers: { 'idempotency-key': 'a' } })).status).toBe(404)
    expect(await project.runs()).toEqual([])
  })

  it.each(writes)('is refused by a page that only shows: %s', async (_, path) => {
    const { api, project } = await served({ readOnly: true })
    for (const json of [{}, { selection: '*' }, 'nonsense'])
      expect(await api(`/api${path}`, { json })).toMatchObject({ status: 403, body: { code: 'READ_ONLY' } })
    expect(await project.runs()).toEqual([])
  })

  it('can still be planned by a page that only shows', async () => {
    const { api } = await served({ readOnly: true })
    expect(await api('/api/plan', { json: { selection: 'math/*' } })).toMatchObject({ status: 200, body: { count: 1 } })
    expect((await api('/api/info')).body).toMatchObject({ readOnly: true })
  })

  it('happens once for one key, also when it is asked for twice at once', async () => {
    const { api, project } = await served()
    const headers = { 'idempotency-key': 'once' }
    const ask = () => api('/api/materialize', { json: { selection: 'math/*', force: true }, headers })
    const [first, second] = await Promise.all([ask(), ask()])
    expect(first.body.runId).toMatch(/./)
    expect([second.body, (await ask()).body]).toEqual([first.body, first.body])
    expect(await project.runs()).toHaveLength(1)
    expect(await api('/api/materialize', { json: { selection: '*' }, headers })).toMatchObject({
      status: 422,
      body: { code: 'REQUEST_KEY_REUSED' },
    })
  })

  it('happens once for one key, also when the server was started anew in between', async () => {
    const state = memoryState()
    const headers = { 'idempotency-key': 'once' }
    const json = { selection: 'math/*', force: true }
    const before = await served({}, smallProject({}, state))
    const first = await before.api('/api/materialize', { json, headers })
    await before.server.close()
    const { api, project } = await served({}, smallProject({}, state))
    expect((await api('/api/materialize', { json, headers })).body).toEqual(first.body)
    expect(await api('/api/materialize', { json: { selection: '*' }, headers })).toMatchObject({
      status: 422,
      body: { code: 'REQUEST_KEY_REUSED' },
    })
    expect(await project.runs()).toHaveLength(1)
    const again = { json: { what: 'all' }, headers: { 'idempotency-key': 'again' } }
    const second = await api(`/api/runs/${first.body.runId}/rerun`, again)
    await until(
      () => api(`/api/runs/${second.body.runId}`),
      ({ body }) => body.outcome !== 'running',
    )
    const third = await served({}, smallProject({}, state))
    expect((await third.api(`/api/runs/${first.body.runId}/rerun`, again)).body).toEqual(second.body)
    expect(await project.runs()).toHaveLength(2)
  })

  it('needs a key', async () => {
    const { api } = await served()
    for (const key of ['', 'a b', 'x'.repeat(201)])
      expect(await api('/api/check', { json: { selection: '*' }, headers: { 'idempotency-key': key } })).toMatchObject({
        status: 400,
        body: { at: { field: 'Idempotency-Key' } },
      })
  })
})

describe('the token', () => {
  it('is needed for everything but the files of the page', async () => {
    const { api } = await served({ token })
    for (const path of ['/api/info', '/api/live', '/api/openapi.json', '/api/nothing', '/api/assets/x'])
      expect(await api(path)).toMatchObject({ status: 401, body: { code: 'TOKEN_NEEDED' } })
    expect((await api('/api/materialize', { json: { selection: '*' } })).status).toBe(401)
    expect((await api('/')).status).not.toBe(401)
  })

  it.each(['', 'x', `${token}x`, token.slice(0, -1), token.toUpperCase()])('is not guessed: %s', async (guess) => {
    const { api } = await served({ token })
    expect((await api('/api/info', { headers: { authorization: `Bearer ${guess}` } })).status).toBe(401)
    expect((await api('/api/info', { headers: { authorization: `Basic ${token}` } })).status).toBe(401)
    expect((await api(`/api/info?token=${token}`)).status).toBe(401)
    expect((await api(`/?token=${guess}`)).headers).not.toHaveProperty('set-cookie')
  })

  it('is taken from a header', async () => {
    const { api } = await served({ token })
    expect((await api('/api/info', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  })

  it('is exchanged for a cookie that scripts and other sites do not see, and leaves the address', async () => {
    const { api, server } = await served({ token })
    const { status, headers, text } = await api(`/runs?q=x&token=${token}`)
    expect({ status, location: headers['location'] }).toEqual({ status: 303, location: '/runs?q=x' })
    const [cookie = ''] = headers['set-cookie'] as readonly string[]
    expect(cookie).toMatch(new RegExp(`^headwater-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
    expect(cookie + text).not.toContain(token)
    const session = cookie.split(';')[0] ?? ''
    expect((await api('/api/info', { headers: { cookie: `a=b; ${session}` } })).status).toBe(200)
    expect((await api('/api/info', { headers: { cookie: `${session.slice(0, -1)}` } })).status).toBe(401)
    expect((await api('/api/info', { headers: { cookie: `headwater-${server.port}=${token}` } })).status).toBe(401)
  })

  it('is exchanged for the same cookie where the page sends it in a header', async () => {
    const { api } = await served({ token })
    const [inAddress] = (await api(`/?token=${token}`)).headers['set-cookie'] as readonly string[]
    const answer = await api('/', { headers: { authorization: `Bearer ${token}` } })
    expect(answer.headers['set-cookie']).toEqual([inAddress])
    for (const authorization of [`Bearer ${token}x`, 'Bearer', `Basic ${token}`, ''])
      expect((await api('/', { headers: { authorization } })).headers).not.toHaveProperty('set-cookie')
  })

  it('is told to be wrong without being told itself', async () => {
    const { api } = await served({ token })
    const { headers } = await api('/runs?q=x&token=a-wrong-one')
    expect(headers['location']).toBe('/runs?q=x#wrong-token')
    expect(headers).not.toHaveProperty('set-cookie')
    expect((await api('/api/info')).headers).toMatchObject({ 'www-authenticate': 'Bearer' })
  })

  it.each([`//evil.example/?token=${token}`, `/\\evil.example/?token=${token}`, `/.//evil.example/?token=${token}`])(
    'sends nobody to another site: %s',
    async (path) => {
      const { api } = await served({ token })
      expect((await api(path)).headers['location'] ?? '/').toMatch(/^\/(?:[^/\\]|$)/)
    },
  )

  it('is not one that can be guessed', () => {
    expect(() => headwaterUi(smallProject(), { token: 'secret' })).toThrow(/16/)
  })

  it('is in no answer', async () => {
    const { api } = await served({ token })
    const headers = { authorization: `Bearer ${token}` }
    for (const path of [
      '/',
      '/api/info',
      `/api/nothing?token=${token}`,
      `/api/assets/${token}`,
      '/api/openapi.json',
      `/api/assets?q=${token}`,
    ]) {
      const answer = await api(path, { headers })
      if (!path.includes(token)) expect(JSON.stringify(answer)).not.toContain(token)
      else expect(JSON.stringify(answer.headers)).not.toContain(token)
    }
  })
})

describe('every answer', () => {
  it('tells browsers what they may do with it', async () => {
    const { api } = await served()
    for (const path of ['/', '/api/info', '/api/nothing', '/files/none.js', '/deep/link']) {
      const { headers } = await api(path)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(headers).not.toHaveProperty('x-powered-by')
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
    }
  })
})

describe('paths', () => {
  it.each([
    '/../package.json',
    '/files/../../../package.json',
    '/files/..%2f..%2f..%2fpackage.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/....//package.json',
    '/files/%00',
    '/files/..\\..\\package.json',
    '/index.html/../../package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/C:/windows/win.ini',
  ])('reach no file: %s', async (path) => {
    const { api } = await served()
    const { text } = await api(path)
    expect(text).not.toContain('"@headwater/ui"')
    expect(text).not.toContain('root:')
  })

  it('of assets and runs reach no file', async () => {
    const { api } = await served()
    for (const name of ['..%2f..%2fpackage.json', '%2Fetc%2Fpasswd', '..%5c..', '%00', '__proto__', 'constructor'])
      for (const path of [
        `/api/assets/${name}`,
        `/api/assets/${name}/preview`,
        `/api/runs/${name}`,
        `/api/runs/${name}/logs`,
      ])
        expect([404, 200]).toContain((await api(path)).status)
    expect((await api('/api/assets/%E0%A4%A')).status).toBe(400)
  })
})

describe('what is sent', () => {
  it('is no larger than it needs to be', async () => {
    const { api } = await served()
    expect(await api('/api/plan', { json: { selection: 'x'.repeat(70_000) } })).toMatchObject({
      status: 413,
      body: { code: 'REQUEST_TOO_LARGE' },
    })
    expect(await api('/api/plan', { json: { selection: 'x'.repeat(10_001) } })).toMatchObject({
      status: 400,
      body: { at: { field: 'body.selection' } },
    })
    expect((await api(`/api/assets/${'x'.repeat(1001)}`)).status).toBe(400)
    expect((await api(`/api/search?q=${'x'.repeat(201)}`)).status).toBe(400)
    expect((await api(`/api/live?topics=${'x'.repeat(2001)}`)).status).toBe(400)
    expect((await api(`/api/info?${'x'.repeat(20_000)}`)).status).toBe(431)
  })

  it.each([
    ['/api/runs?limit=501', 'query.limit'],
    ['/api/runs?limit=-1', 'query.limit'],
    ['/api/runs?limit=1e9', 'query.limit'],
    ['/api/runs?limit=1&limit=2', 'query.limit'],
    ['/api/runs?q[a]=1', 'query'],
    ['/api/runs?outcome=nice', 'query.outcome'],
    ['/api/search', 'query.q'],
    ['/api/search?q=a&__proto__=b', 'query'],
    ['/api/assets/market%2Fprices/partition-keys?from=0&count=5001', 'query.count'],
  ])('is refused where it does not fit: %s', async (path, field) => {
    const { api } = await served()
    const { status, body } = await api(path)
    expect({ status, code: body.code, field: body.at.field }).toEqual({ status: 400, code: 'REQUEST_INVALID', field })
  })

  it.each([
    '{',
    '[]',
    '"*"',
    'null',
    '{"selection":1}',
    '{"selection":"*","__proto__":{"force":true}}',
    '{"selection":"*","more":1}',
    '{"selection":""}',
  ])('is refused where it is no plan: %s', async (raw) => {
    const { api } = await served()
    expect(await api('/api/plan', { raw, headers: { 'content-type': 'application/json' } })).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    })
  })

  it('does not keep it busy: nested selections', async () => {
    const { api } = await served()
    const began = performance.now()
    expect(await api('/api/plan', { json: { selection: '('.repeat(9999) } })).toMatchObject({
      status: 400,
      body: { code: 'SELECTION_INVALID' },
    })
    expect((await api(`/api/selection?q=${'not%20'.repeat(1500)}`)).body.error.message).toContain('nested')
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('secrets', () => {
  it('are masked in answers that quote them', async () => {
    const login = resource('login', {
      config: z.object({ PASSWORD: z.string() }),
      open: ({ PASSWORD }) => PASSWORD,
    })
    const leaky = asset('vendor/leaky', { schema: z.string(), resources: { login } }, (_, { resources }) => {
      throw new Error(`cannot log in with ${resources.login}`)
    })
    const project = defineProject({
      assets: [leaky],
      defaults: { io: inFolder() },
      state: memoryState(),
      environment: { LOGIN_PASSWORD: 'hunter2-hunter2' },
    })
    const { api } = await served({}, project)
    const { runId } = (await api('/api/materialize', { json: { selection: '*' } })).body
    await until(
      () => project.runs(),
      ([run]) => run?.outcome === 'failed',
    )
    expect((await api(`/api/runs/${runId}/logs`)).text).toContain('cannot log in with')
    for (const path of [
      `/api/runs/${runId}`,
      `/api/runs/${runId}/logs`,
      `/api/runs/${runId}/events`,
      '/api/home',
      '/api/assets/vendor%2Fleaky/why',
      '/api/assets/vendor%2Fleaky/events',
    ])
      expect((await api(path)).text).not.toContain('hunter2')
  })
})
