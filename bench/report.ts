import type { Budget, Result, Timing } from './benchmark.ts'

/** A result with the benchmark that gave it. */
export interface Measured extends Result {
  readonly benchmark: string
}

const titles = ['benchmark', 'what', 'ours', 'peer', 'ratio', 'of CPU', 'figure', 'budget', 'verdict']

/** All results in one table, a line for each budget. */
export function table(measured: readonly Measured[]): string {
  const lines = [titles, ...measured.flatMap(linesOf)]
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function isWithin({ figure, limit }: Budget): boolean {
  return figure <= limit
}

function linesOf({ benchmark, what, ours, peer, peerName, budgets }: Measured): readonly (readonly string[])[] {
  const times = [
    milliseconds(ours),
    `${milliseconds(peer)} ${peerName}`,
    multiple(ours.wallMs / peer.wallMs),
    cpuRatio(ours, peer),
  ]
  if (budgets.length === 0) return [[benchmark, what, ...times, '', 'none', '']]
  return budgets.map((budget, index) => [
    ...(index === 0 ? [benchmark, what, ...times] : ['', '', '', '', '', '']),
    `${number(budget.figure)} ${budget.unit}${budget.of === undefined ? '' : ` ${budget.of}`}`,
    `<= ${number(budget.limit)} ${budget.unit}`,
    isWithin(budget) ? 'within' : 'OVER',
  ])
}

function milliseconds({ wallMs }: Timing): string {
  return `${number(wallMs)} ms`
}

function cpuRatio(ours: Timing, peer: Timing): string {
  return ours.cpuMs === undefined || !peer.cpuMs ? '' : multiple(ours.cpuMs / peer.cpuMs)
}

function multiple(ratio: number): string {
  return `${number(ratio)} x`
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
