import type { StateStore } from './state-store.ts'

/** What `append` may be told beside the events. */
export type AppendOptions = NonNullable<Parameters<StateStore['append']>[1]>
