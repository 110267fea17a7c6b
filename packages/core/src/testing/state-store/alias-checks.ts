import type { EventDraft } from '../../events/index.ts'
import { type Check, materialized } from './bench.ts'

const asset = 'suite/model'
const alias = 'champion'

export function aliasChecks(check: Check): void {
  check('moves an alias from where it is expected, also when no version holds it yet', async (bench) => {
    await bench.store.append([materialized(asset, 'v1', 1)])
    const first = await bench.store.append([moved('v1')], { expects: { asset, alias, position: 0 } })
    const second = await bench.store.append([moved('v2')], { expects: { asset, alias, position: first } })
    bench.expect((await bench.record(asset))?.aliases.map(({ position }) => position)).toEqual([second])
  })

  check(
    'lets one of two win who move an alias from the same place, and records nothing of the other',
    async (bench) => {
      const position = await bench.store.append([moved('v1')])
      const expects = { asset, alias, position }
      const both = await Promise.allSettled([
        bench.store.append([moved('v2')], { expects }),
        bench.store.append([moved('v3')], { expects }),
      ])
      bench.expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
      await bench.expectCode(bench.store.append([moved('v4')], { expects }), 'ALIAS_MOVED')
      const moves = await bench.store.events({ types: ['alias_moved'] })
      bench.expect(moves.map(({ dataVersion }) => dataVersion)).toEqual(['v1', 'v2'])
    },
  )

  check('expects of one alias what it expects, and nothing of the others', async (bench) => {
    const position = await bench.store.append([moved('v1')])
    await bench.store.append([moved('v1', 'challenger')])
    await bench.expectCode(bench.store.append([moved('v2')], { expects: { asset, alias, position } }), 'none')
    await bench.expectCode(
      bench.store.append([moved('v2')], { expects: { asset: 'suite/other', alias, position } }),
      'ALIAS_MOVED',
    )
  })
}

function moved(dataVersion: string, name = alias): EventDraft {
  return { type: 'alias_moved', runId: 'run1', asset, alias: name, partition: null, dataVersion, location: {} }
}
