import type { Check } from './bench.ts'

export function keyChecks(check: Check): void {
  check('gives every key one id for ever', async (bench) => {
    const first = await bench.store.keyIds(['AAPL', 'MSFT'])
    const [apple, microsoft] = [first.idOf('AAPL'), first.idOf('MSFT')]
    bench.expect(apple === undefined || microsoft === undefined || apple === microsoft).toEqual(false)
    const later = await bench.store.keyIds(['GOOG', 'MSFT'])
    bench.expect([later.idOf('AAPL'), later.idOf('MSFT')]).toEqual([apple, microsoft])
    bench.expect(new Set(['AAPL', 'MSFT', 'GOOG'].map(later.idOf)).size).toEqual(3)
    bench
      .expect(['AAPL', 'MSFT', 'GOOG'].map((key) => later.keyOf(later.idOf(key) ?? -1)))
      .toEqual(['AAPL', 'MSFT', 'GOOG'])
    bench.expect([later.idOf('unknown'), later.keyOf(999)]).toEqual([undefined, undefined])
  })

  check('knows which keys a dynamic dimension has, in the order of adding', async (bench) => {
    await bench.store.append([
      { type: 'keys_added', dimension: 'symbols', keys: ['MSFT', 'AAPL'] },
      { type: 'keys_added', dimension: 'symbols', keys: ['MSFT', 'GOOG'] },
      { type: 'keys_added', dimension: 'regions', keys: ['EU'] },
    ])
    const before = await bench.store.keyIds([])
    bench.expect(before.keysOf('symbols')).toEqual(['MSFT', 'AAPL', 'GOOG'])
    await bench.store.append([
      { type: 'keys_removed', dimension: 'symbols', keys: ['MSFT', 'unknown'] },
      { type: 'keys_added', dimension: 'symbols', keys: ['IBM', 'MSFT'] },
    ])
    const after = await bench.store.keyIds([])
    bench.expect(after.keysOf('symbols')).toEqual(['AAPL', 'GOOG', 'IBM', 'MSFT'])
    bench.expect(after.keysOf('regions')).toEqual(['EU'])
    bench.expect(after.keysOf('unknown')).toEqual([])
    bench.expect(before.keysOf('symbols')).toEqual(['MSFT', 'AAPL', 'GOOG'])
    bench.expect(after.idOf('MSFT')).toEqual(before.idOf('MSFT'))
  })
}
