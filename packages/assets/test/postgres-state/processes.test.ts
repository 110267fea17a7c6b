import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { EventOf } from '@headwater/core/state'
import { expect, it, onTestFinished } from 'vitest'
import { newPlace, open, type Place } from './databases.ts'

const each = 100
const names = ['one', 'two', 'three', 'four']

it('makes tables once and appends without a gap for processes at once, of which who follows misses nothing', async () => {
  const place = await newPlace()
  const writers = names.map((name) => start(place, name, each))
  const ends = Promise.all(writers.map((writer) => writer.end))
  const store = open(place)
  const seen: EventOf<'logged'>[] = []
  while (seen.length < each * names.length) {
    const next = await store.events({ types: ['logged'], after: seen.length })
    expect(next.map(({ position }) => position)).toEqual(next.map((_, index) => seen.length + index + 1))
    seen.push(...next)
  }
  const answered = (await ends).flatMap((lines) => lines.map(Number))
  expect(answered.toSorted((a, b) => a - b)).toEqual(seen.map(({ position }) => position))
  expect(seen.map(({ time }) => time)).toEqual(seen.map(({ time }) => time).toSorted((a, b) => a - b))
  for (const name of names) {
    const messages = seen.filter(({ runId }) => runId === name).map(({ message }) => message)
    expect(messages.toSorted()).toEqual(Array.from({ length: each }, (_, index) => `${index}`).toSorted())
  }
})

it('has everything that a killed process was answered for, and lets others go on at once', async () => {
  const place = await newPlace()
  const store = open(place)
  await store.events({})
  const writer = start(place, 'victim', 100_000)
  while ((await store.events({})).length < 50);
  writer.child.kill('SIGKILL')
  const answered = (await writer.end).map(Number)
  const began = performance.now()
  const last = await store.append([{ type: 'keys_added', dimension: 'd', keys: ['k'] }])
  expect(performance.now() - began).toBeLessThan(10_000)
  const events = await store.events({})
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
  expect(last).toBe(events.length)
  expect(Math.max(...answered)).toBeLessThan(last)
})

function start({ url, schema }: Place, runId: string, count: number) {
  const file = fileURLToPath(new URL('children/append.ts', import.meta.url))
  const args = ['--conditions=@headwater/source', file, url, schema, runId, String(count)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')
  const end = text(child.stdout).then(async (lines) => {
    await ended
    return lines.split('\n').filter((line) => line !== '')
  })
  return { child, end }
}
