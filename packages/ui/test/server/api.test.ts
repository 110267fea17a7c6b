import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { liveMessages } from '../../src/contract/live.ts'
import { type Route, routes } from '../../src/contract/routes.ts'
import { errorBody } from '../../src/contract/words.ts'
import { apiRouter } from '../../src/server/api-router.ts'
import type { Handlers } from '../../src/server/handler.ts'
import { headwaterUi } from '../../src/server/index.ts'
import { openApiDocument } from '../../src/server/open-api.ts'
import { apiOf, served, smallProject, until } from './served.ts'

const all = Object.entries(routes) as [keyof typeof routes, Route][]

describe('every route', () => {
  it('answers in the shape of the contract', async () => {
    const { api } = await served()
    const started = await api('/api/materialize', { json: { selection: '*' } })
    const { runId } = started.body
    await until(
      () => api(`/api/runs/${runId}`),
      ({ body }) => body.outcome !== 'running',
    )
    const queries: { readonly [name: string]: string } = {
      selection: '?q=market/*&caret=3',
      search: '?q=pri',
      partitionKeys: '?from=0&count=5',
      why: '?partition=2024-01-02',
      preview: '?partition=2024-01-02',
    }
    const bodies: { readonly [name: string]: unknown } = {
      plan: { selection: '*', force: true },
      materialize: { selection: 'math/*', force: true },
      rerun: { what: 'failure' },
      check: { selection: '*' },
    }
    const strange: string[] = []
    for (const [name, route] of all.filter(([name]) => name !== 'cancel')) {
      const path = route.path.replace(':asset', 'market%2Fprices').replace(':run', runId)
      const { status, body } = await api(
        `/api${path}${queries[name] ?? ''}`,
        route.method === 'post' ? { json: bodies[name] } : {},
      )
      const read = route.answer.safeParse(body)
      if (status !== 200 || !read.success)
        strange.push(`${name} ${status} ${JSON.stringify(body).slice(0, 300)} ${read.error?.message ?? ''}`)
    }
    expect(strange).toEqual([])
  })

  it('is in the OpenAPI document, and the other way round', () => {
    const { stack } = apiRouter({} as Handlers, { project: smallProject(), readOnly: false })
    const mounted = stack.flatMap(({ route }) => (route ? [`${methodOf(route)} ${route.path}`] : []))
    const described = Object.entries(openApiDocument('/api').paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(mounted.sort()).toEqual(all.map(([, { method, path }]) => `${method} ${path}`).sort())
    expect(described.sort()).toEqual([...mounted, 'get /live'].sort())
  })

  it('is described by JSON Schema that compiles back', () => {
    const document = openApiDocument('/api')
    const text = JSON.stringify(document)
    expect(document.openapi).toBe('3.1.0')
    for (const [, name] of text.matchAll(/"\$ref":"([^"]+)"/g))
      expect(name).toMatch(/^#\/(?:components|\$defs|definitions|$)/)
    expect(Object.keys(liveMessages).every((name) => text.includes(`"title":"${name}"`))).toBe(true)
    expect(() => z.fromJSONSchema(document.components.schemas.Problem as never)).not.toThrow()
  })
})

function methodOf(route: object): string {
  return Object.keys((route as { readonly methods: { readonly [method: string]: boolean } }).methods)[0] ?? ''
}

describe('an answer', () => {
  it('that went wrong has the code, the words and the hint of the library', async () => {
    const { api } = await served()
    const { status, headers, body } = await api('/api/assets/market%2Fprice')
    expect(status).toBe(404)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(errorBody.parse(body)).toMatchObject({
      code: 'ASSET_UNKNOWN',
      hint: expect.stringContaining('market/prices'),
    })
  })

  it('tells the characters of a selection that are wrong', async () => {
    const { api } = await served()
    const { status, body } = await api('/api/plan', { json: { selection: 'market/* and statsu:stale' } })
    expect({ status, code: body.code, at: body.at }).toEqual({
      status: 400,
      code: 'SELECTION_INVALID',
      at: { field: 'selection', start: 13, end: 20 },
    })
    const typed = (await api('/api/selection?q=market/*%20and%20statsu:stale')).body
    expect(typed).toMatchObject({ error: { start: 13, end: 20, hint: expect.stringContaining('status:') } })
    expect(typed.error.message).not.toContain('^')
  })

  it('that no route gives is JSON too', async () => {
    const { api } = await served()
    for (const [path, how] of [
      ['/api/nothing', {}],
      ['/api', {}],
      ['/api/info', { json: {} }],
      ['/api/info/', {}],
      ['/api/INFO', {}],
    ] as const)
      expect(await api(path, how)).toMatchObject({ status: 404, body: { code: 'ROUTE_UNKNOWN' } })
  })

  it('is sent packed to who can unpack it, and only once', async () => {
    const { api, server } = await served()
    const sent = request({ port: server.port, path: '/api/openapi.json', headers: { 'accept-encoding': 'gzip' } }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(JSON.parse(gunzipSync(await buffer(answer)).toString())).toMatchObject({ openapi: '3.1.0' })
    const plain = await api('/api/openapi.json')
    expect(plain).toMatchObject({ status: 200, body: { openapi: '3.1.0' } })
    expect(plain.headers).not.toHaveProperty('content-encoding')
    const again = await api('/api/openapi.json', { headers: { 'if-none-match': String(plain.headers['etag']) } })
    expect(again).toMatchObject({ status: 304, text: '' })
  })
})

describe('the search', () => {
  it('finds assets before what belongs to them, also by some of their letters', async () => {
    const { api } = await served()
    const names = async (q: string) =>
      (await api(`/api/search?q=${q}`)).body.hits.map(
        ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`,
      )
    expect(await names('prices')).toEqual(['asset market/prices'])
    expect(await names('mkp')).toEqual(['asset market/prices'])
    expect(await names('close')).toEqual(['column close'])
    expect(await names('ispos')).toEqual(['check isPositive'])
    expect(await names('MARKET')).toEqual(['group market', 'asset market/means', 'asset market/prices'])
    expect(await names('%20')).toEqual([])
  })
})

describe('the page', () => {
  it('says where it is mounted, at every address that it may know', async () => {
    const app = express()
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { readonly port: number }
    app.use('/a/:tenant', headwaterUi(smallProject()))
    for (const path of ['', '/', '/graph', '/assets/market%2Fprices', '/runs/x?step=1']) {
      const { status, headers, text } = await apiOf(port)(`/a/b%22%3E%3Cscript%3E${path}`)
      if (status === 503) return console.warn('skipped: the page is not built')
      expect([status, headers['cache-control']]).toEqual([200, 'no-store'])
      expect(text).toContain('<base href="/a/b%22%3E%3Cscript%3E/" />')
    }
  })

  it('keeps its files for good, and is itself always asked for', async () => {
    const { api } = await served()
    const page = await api('/')
    if (page.status === 503) return console.warn('skipped: the page is not built')
    const [, script = ''] = /src="\.\/(files\/[^"]+\.js)"/.exec(page.text) ?? []
    const { status, headers } = await api(`/${script}`)
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    expect((await api(`/${script}`, { headers: { 'if-none-match': String(headers['etag']) } })).status).toBe(304)
    expect((await api('/files/gone-12345678.js')).status).toBe(404)
  })
})
