import { validateBatches } from '../checks/index.ts'
import type { AssetDefinition } from '../define/definition.ts'
import { type Callee, callUserCode } from './call-user-code.ts'

/** Whether the values of an asset are made while they are written. */
export function isStream({ schema }: AssetDefinition): boolean {
  return schema?.['~table']?.as === 'stream'
}

/** Whose stream it is. */
export interface StreamOwner {
  readonly definition: AssetDefinition
  readonly partition: string | null
  /** Ends it before its next batch. */
  readonly signal: AbortSignal
}

/** The batches that a function gives, each parsed before it is written. `stream` is what its schema let through. */
export function streamOf({ definition, partition, signal }: StreamOwner, stream: unknown): AsyncIterable<unknown> {
  const callee = { code: 'STEP_FAILED', what: `asset \`${definition.key}\``, asset: definition.key, partition } as const
  const batches = calledAsUserCode(callee, stream as AsyncIterable<unknown>, signal)
  const schema = definition.schema?.['~table']?.batch
  return schema ? validateBatches({ definition, partition, origin: 'made' }, batches, schema) : batches
}

/** A stream is made while it is read: what throws then is the code of the user. */
async function* calledAsUserCode(
  callee: Callee,
  stream: AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const iterator = stream[Symbol.asyncIterator]()
  let isOver = false
  const next = async () => {
    try {
      return await callUserCode(callee, () => iterator.next())
    } catch (error) {
      isOver = true
      throw error
    }
  }
  try {
    for (let batch = await next(); batch.done !== true; batch = await next()) {
      signal.throwIfAborted()
      yield batch.value
    }
    isOver = true
  } finally {
    // A generator that is left half-way still gets to its own `finally`.
    if (!isOver) await callUserCode(callee, async () => void (await iterator.return?.()))
  }
}
