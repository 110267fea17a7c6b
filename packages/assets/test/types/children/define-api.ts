// Defines the projects of api/ and prints which assets they hold.
import { registerHooks } from 'node:module'

/** The sketches are written to be compiled: where they would need a state or an asset that is not there, they are mended. */
const mends: { readonly [file: string]: (source: string) => string } = {
  '/api/example.ts': (source) => source.replace(/^const (?:rows|one) = await project\.load[^]*$/m, ''),
  '/api/usage.ts': (source) => source.replace('sum, ema, effect]', 'sum, ema, effect, later]'),
}

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    const mend = Object.entries(mends).find(([file]) => url.endsWith(file))?.[1]
    return mend ? { ...loaded, source: mend(String(loaded.source)) } : loaded
  },
})

const { project: example } = await import('../api/example.ts')
console.log(JSON.stringify(example.graph.keys))
const { project: usage } = await import('../api/usage.ts')
console.log(JSON.stringify(usage.graph.keys))
