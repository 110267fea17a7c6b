// Defines the projects of api/, without what they read from a state that nobody has made, and prints what they hold.
import { registerHooks } from 'node:module'

const readsState = /^const (?:rows|one) = await project\.load[^]*$/m

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (!url.endsWith('/api/example.ts')) return loaded
    return { ...loaded, source: String(loaded.source).replace(readsState, '') }
  },
})

const { project: example } = await import('../api/example.ts')
console.log(JSON.stringify({ example: example.graph.keys }))
const { project: usage } = await import('../api/usage.ts')
console.log(JSON.stringify({ usage: usage.graph.keys }))
