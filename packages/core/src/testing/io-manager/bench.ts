import type { Json } from '../../base/json.ts'
import { isHeadwaterError } from '../../errors/index.ts'
import type { Attempt, IoManager, StageAt, Staged, Store } from '../../io/index.ts'
import type { TestFunctions } from '../test-functions.ts'

/** An IO manager over storage of its own that is empty at first. */
export interface IoManagerUnderTest {
  readonly io: IoManager<never>
  /** Another IO manager over the same storage, as a process would make it that starts after a crash. */
  readonly reopen: () => Promise<IoManager<never>>
  /** Removes the storage. */
  readonly close: () => Promise<void>
}

export interface IoManagerSuiteOptions extends TestFunctions {
  /** Two values or more, no two of them equal, that must come back equal to what they were. */
  readonly samples: readonly [unknown, unknown, ...unknown[]]
  /** The columns of the samples, for stores of tables. */
  readonly rowSchema?: Json | undefined
}

/** Registers one check under its sentence. */
export type Check = (sentence: string, body: (bench: Bench) => Promise<void>) => unknown

export const asset = 'suite/whole'
export const partitioned = 'suite/by_day'

/** Storage under test with the words that the checks are written in. */
export class Bench {
  readonly io: IoManager<never>
  readonly store: Store
  readonly reopen: () => Promise<Store>
  readonly expect: TestFunctions['expect']
  readonly samples: readonly [unknown, unknown, ...unknown[]]
  private readonly rowSchema: Json | undefined

  constructor({ io, reopen }: IoManagerUnderTest, { expect, samples, rowSchema }: IoManagerSuiteOptions) {
    this.io = io
    this.store = storeOf(io)
    this.reopen = async () => storeOf(await reopen())
    this.expect = expect
    this.samples = samples
    this.rowSchema = rowSchema
  }

  /** Stages one value, unpartitioned unless a partition is named. */
  async stage(value: unknown, attempt: Attempt, partition: string | null = null): Promise<readonly Staged[]> {
    return this.store.stage([{ value, at: this.at(attempt, partition) }])
  }

  async publish(value: unknown, attempt: Attempt, partition: string | null = null): Promise<readonly Staged[]> {
    return this.store.publish(await this.stage(value, attempt, partition), attempt)
  }

  at(attempt: Attempt, partition: string | null): StageAt {
    const dimensions: StageAt['dimensions'] = partition === null ? {} : { partition }
    return {
      asset: partition === null ? asset : partitioned,
      partition,
      attempt,
      dimensions,
      rowSchema: this.rowSchema,
    }
  }

  /** What recorded readers get, through the newest `store` if one is given. */
  async valuesOf(staged: readonly Staged[], store: Store = this.store): Promise<readonly unknown[]> {
    const values: unknown[] = []
    for (const { location, asset, partition } of staged) {
      values.push((await store.read(location, { asset, partition })).value)
    }
    return values
  }

  /** What a reader gets who knows nothing but the address; undefined where that is refused. */
  async visible(partition: string | null = null): Promise<unknown> {
    const at = { asset: partition === null ? asset : partitioned, partition, rowSchema: this.rowSchema }
    return this.io.read(at).catch(() => undefined)
  }

  /** The code that an attempted call fails with; undefined when it does not fail. */
  async codeOf(call: Promise<unknown>): Promise<string | undefined> {
    try {
      await call
      return undefined
    } catch (error) {
      return isHeadwaterError(error) ? error.code : `not a HeadwaterError: ${error}`
    }
  }
}

function storeOf(io: IoManager<never>): Store {
  if (!io.store) throw new TypeError(`IO manager ${io.name} has no store: there is nothing for this suite to check`)
  return io.store
}

/** Attempts as a run names them. The token grows with the number of the run. */
export function attemptOf(run: number, attempt = 1): Attempt {
  return { id: `run${run}.step.${attempt}`, runId: `run${run}`, token: run }
}

/** A partition key for each number. */
export function dayOf(index: number): string {
  return new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
}
