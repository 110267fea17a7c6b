/** Runs the page's SharedWorker in a thread, with what it finds in a browser: `connect` events, each with the port of a tab. */
import { type MessagePort, parentPort } from 'node:worker_threads'

const scope = new EventTarget()
Object.assign(globalThis, { addEventListener: scope.addEventListener.bind(scope) })
await import('../../../src/page/live/live-worker.ts')
parentPort?.on('message', (port: MessagePort) =>
  scope.dispatchEvent(Object.assign(new Event('connect'), { ports: [port] })),
)
