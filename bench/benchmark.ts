/** What one piece of work took. */
export interface Timing {
  readonly wallMs: number
  /** Of all processors together; undefined where the system does not tell. */
  readonly cpuMs: number | undefined
}

/** A figure with its limit. */
export interface Budget {
  readonly figure: number
  readonly limit: number
  /** What both count: `x` a ratio, `ms more` than the peer. */
  readonly unit: 'x' | 'ms' | 'ms more' | 'kB' | 'MB'
  /** What the figure is, where the unit does not say it. */
  readonly of?: string
}

/** Headwater beside its peer, measured in turn in one run. */
export interface Result {
  readonly what: string
  readonly peerName: string
  readonly ours: Timing
  readonly peer: Timing
  /** Empty: reported, and held to nothing. */
  readonly budgets: readonly Budget[]
}

/** Measures one thing that users wait for. */
export interface Benchmark {
  readonly name: string
  /** Whether it runs what `npm run build` made, as users do, and not the sources. */
  readonly needsBuild: boolean
  measure(): Promise<readonly Result[]>
}
