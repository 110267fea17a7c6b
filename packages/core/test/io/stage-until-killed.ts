/** Stages and publishes batches without end, telling of each once it is durable. Its process is killed by the test. */
import { fileIoManager } from '@headwater/core/io'

const [root = '', runId = ''] = process.argv.slice(2)
const format = {
  name: 'text',
  extension: 'txt',
  encode: (value: unknown) => ({ content: Array.from({ length: 5 }, () => Buffer.from(String(value))) }),
  decode: (content: Buffer) => ({ text: content.toString() }),
}
const { store } = fileIoManager<string>({ name: 'text', root, format })
for (let batch = 0; ; batch++) {
  const attempt = { id: `${runId}.${batch}`, runId, token: 1 }
  const values = Array.from({ length: 16 }, (_, index) => {
    const partition = `p${index}`
    return { value: 'x'.repeat(1000), at: { asset: 'raw/notes', partition, attempt, dimensions: { partition } } }
  })
  const staged = await store!.stage(values)
  process.stdout.write(`${JSON.stringify(staged)}\n`)
  await store!.publish(staged, attempt)
}
