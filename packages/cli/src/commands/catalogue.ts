import type { Catalogue } from '../command.ts'

/** All commands, in the order of `--help`. Each is loaded when it is called, so that none pays for the others. */
export const catalogue: Catalogue = {
  init: {
    summary: 'begin a small project that runs',
    load: async () => (await import('./init.ts')).init,
  },
  list: {
    summary: 'list the assets by group',
    load: async () => (await import('./list.ts')).list,
  },
  plan: {
    summary: 'show what materialize would do, and why',
    load: async () => (await import('./plan.ts')).plan,
  },
  materialize: {
    summary: 'make what is missing or stale',
    load: async () => (await import('./materialize.ts')).materialize,
  },
  backfill: {
    summary: 'make many partitions, and go on where that was cut short',
    load: async () => (await import('./backfill.ts')).backfill,
  },
  cancel: {
    summary: 'end a run of another process',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  check: {
    summary: 'run the checks on what is materialized',
    load: async () => (await import('./check.ts')).check,
  },
  status: {
    summary: 'show how the assets stand',
    load: async () => (await import('./status.ts')).status,
  },
  show: {
    summary: 'show everything about one asset',
    load: async () => (await import('./show.ts')).show,
  },
  load: {
    summary: 'print a value that was materialized',
    load: async () => (await import('./load.ts')).load,
  },
  models: {
    summary: 'list the versions of a model, or move an alias',
    load: async () => (await import('./models.ts')).models,
  },
  lineage: {
    summary: 'show what an asset comes from and what comes from it',
    load: async () => (await import('./lineage.ts')).lineage,
  },
  runs: {
    summary: 'list the runs, or show one',
    load: async () => (await import('./runs.ts')).runs,
  },
  why: {
    summary: 'explain why an asset or a partition is as it is',
    load: async () => (await import('./why.ts')).why,
  },
  keys: {
    summary: 'list the keys of dynamic partitions, add or remove some',
    load: async () => (await import('./keys.ts')).keys,
  },
  wipe: {
    summary: 'forget partitions, and delete their values',
    load: async () => (await import('./wipe.ts')).wipe,
  },
  prune: {
    summary: 'delete older versions that nothing retains, and old events',
    load: async () => (await import('./prune.ts')).prune,
  },
  ui: {
    summary: 'serve the web page: the graph, what is wrong and why, runs',
    load: async () => (await import('./ui.ts')).ui,
  },
  up: {
    summary: 'serve all that goes on by itself: today the web page',
    load: async () => (await import('./ui.ts')).up,
  },
  doctor: {
    summary: 'look for what keeps Headwater from working here',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  completion: {
    summary: 'print a completion script for your shell',
    load: async () => (await import('./completion.ts')).completion,
  },
}
