import { describe, expect, it } from 'vitest'
import { Feed, type FeedPage } from '../../../src/page/run/feed.ts'

/** A log that grows: pages of three by a keyset cursor, as the server cuts them. */
class Log {
  readonly lines: number[] = []
  reads = 0

  readonly page = async (cursor: string | undefined): Promise<FeedPage<number>> => {
    this.reads += 1
    const from = cursor === undefined ? 0 : Number(cursor)
    const items = this.lines.slice(from, from + 3)
    const page = this.lines.length > from + 3 ? { items, next: String(from + 3) } : { items }
    await Promise.resolve()
    return page
  }
}

describe('a feed', () => {
  it('reads to the end, page by page', async () => {
    const log = new Log()
    log.lines.push(1, 2, 3, 4, 5, 6, 7)
    const feed = new Feed(log.page)
    const seen: number[] = []
    feed.subscribe(() => seen.push(feed.state.items.length))
    await feed.advance()
    expect(feed.state).toEqual({ items: [1, 2, 3, 4, 5, 6, 7], complete: true, error: undefined })
    expect(seen).toEqual([3, 6, 7])
  })

  it('neither skips nor repeats lines that come while it reads', async () => {
    const log = new Log()
    const feed = new Feed(log.page)
    for (let line = 0; line < 20; line += 1) {
      log.lines.push(line)
      void feed.advance()
      if (line % 3 === 0) await feed.advance()
    }
    await feed.advance()
    expect(feed.state.items).toEqual(log.lines)
  })

  it('reads again once, however often it is asked while it reads', async () => {
    const log = new Log()
    log.lines.push(1)
    const feed = new Feed(log.page)
    await Promise.all(Array.from({ length: 50 }, () => feed.advance()))
    expect(log.reads).toBe(2)
  })

  it('keeps what it has when a page fails, and goes on from there', async () => {
    const log = new Log()
    log.lines.push(1, 2, 3, 4)
    let down = false
    const feed = new Feed((cursor) => (down ? Promise.reject(new Error('away')) : log.page(cursor)))
    await feed.advance()
    down = true
    await feed.advance()
    expect(feed.state).toMatchObject({ items: [1, 2, 3, 4], error: { message: 'away' } })
    down = false
    log.lines.push(5)
    await feed.advance()
    expect(feed.state).toEqual({ items: [1, 2, 3, 4, 5], complete: true, error: undefined })
  })

  it('stops after the page that is on its way when it is paused', async () => {
    const log = new Log()
    log.lines.push(1, 2, 3, 4, 5, 6, 7)
    const feed = new Feed(log.page)
    const reading = feed.advance()
    feed.pause()
    await reading
    expect(feed.state.items).toEqual([1, 2, 3])
    await feed.advance()
    expect(feed.state.items).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})
