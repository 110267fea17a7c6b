import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { GroupCommit } from '../../../src/state/sqlite/group-commit.ts'
import { openConnection } from '../../../src/state/sqlite/open-connection.ts'
import { temporaryPath } from '../temporary-path.ts'

it('puts what is asked for in one turn of the event loop into one transaction', async () => {
  const { commits, write, written } = await open()
  const seen: (readonly number[])[] = []
  const both = [1, 2].map((number) =>
    commits.durably(() => {
      write(number)
      seen.push(written())
    }),
  )
  await Promise.all(both)
  expect(seen).toEqual([[], []])
  expect(written()).toEqual([1, 2])
})

it('answers after the commit, with what the work answered', async () => {
  const { commits, write, written } = await open()
  const answer = commits.durably(() => {
    write(1)
    return 'done'
  })
  expect(await answer.then((done) => [done, written()])).toEqual(['done', [1]])
})

it('undoes only what failed, all of it', async () => {
  const { commits, write, written } = await open()
  const failing = () => {
    write(2)
    throw new Error('no good')
  }
  const outcomes = await Promise.allSettled([
    commits.durably(() => write(1)),
    commits.durably(failing),
    commits.durably(() => write(3)),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(written()).toEqual([1, 3])
})

it('does lazy work with the next commit, in its place', async () => {
  const { commits, write, written } = await open()
  commits.lazily(() => write(1))
  await commits.durably(() => write(2))
  expect(written()).toEqual([1, 2])
})

it('does lazy work by itself when no other comes', async () => {
  const { commits, write, written } = await open()
  commits.lazily(() => write(1))
  expect(written()).toEqual([])
  await vi.waitFor(() => expect(written()).toEqual([1]))
})

it('does lazy work by itself after a commit too', async () => {
  const { commits, write, written } = await open()
  commits.lazily(() => write(1))
  await commits.durably(() => write(2))
  commits.lazily(() => write(3))
  await vi.waitFor(() => expect(written()).toEqual([1, 2, 3]))
})

it('answers each piece of work once and in order when one of them fails', async () => {
  const { commits, write, written } = await open()
  const answers: string[] = []
  commits.lazily(() => write(1))
  const all = [2, 3, 4].map((number) =>
    commits
      .durably(() => {
        write(number)
        if (number === 3) throw new Error('no good')
      })
      .then(
        () => answers.push(`${number} done`),
        () => answers.push(`${number} failed`),
      ),
  )
  await Promise.all(all)
  expect(answers).toEqual(['2 done', '3 failed', '4 done'])
  expect(written()).toEqual([1, 2, 4])
})

it('does lazy work before it is drained, and drains at once when there is none', async () => {
  const { commits, write, written } = await open()
  commits.lazily(() => write(1))
  await commits.drain()
  await commits.drain()
  expect(written()).toEqual([1])
})

it('writes what gathered before the commit, and before each piece that might have to be undone alone', async () => {
  const { commits, gathered, written } = await open()
  await Promise.all([commits.durably(() => gathered.push(1)), commits.durably(() => gathered.push(2))])
  expect(written()).toEqual([1, 2])
  const outcomes = await Promise.allSettled([
    commits.durably(() => gathered.push(3)),
    commits.durably(() => {
      gathered.push(4)
      throw new Error('no good')
    }),
    commits.durably(() => gathered.push(5)),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(written()).toEqual([1, 2, 3, 5])
})

it('forgets lazy work that fails by itself', async () => {
  const { commits, write, written } = await open()
  commits.lazily(() => {
    throw new Error('no good')
  })
  await commits.durably(() => write(1))
  await commits.drain()
  expect(written()).toEqual([1])
})

async function open() {
  const path = await temporaryPath()
  const connection = await openConnection(path, 0)
  connection.execute('create table numbers (number integer)')
  const other = new DatabaseSync(path)
  onTestFinished(() => {
    connection.close()
    other.close()
  })
  const gathered: number[] = []
  const write = (number: number) => connection.execute(`insert into numbers values (${number})`)
  const gathering = {
    flush: () => gathered.splice(0).forEach(write),
    forget: () => gathered.splice(0),
  }
  return {
    commits: new GroupCommit(connection, 0, gathering),
    gathered,
    write,
    /** What other processes see. */
    written: () =>
      other
        .prepare('select number from numbers')
        .all()
        .map(({ number }) => Number(number)),
  }
}
