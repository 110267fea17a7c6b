import { postgresState } from '@headwater/assets/postgres-state'

// Appends events to the store that is named, several at once, and prints the position of each when it is answered.
const [url = '', schema = '', runId = '', count = ''] = process.argv.slice(2)
const store = postgresState({ url, schema })
const lane = async (first: number) => {
  for (let index = first; index < Number(count); index += 2) {
    const event = { type: 'logged', runId, asset: 'a', partition: null, level: 'info', message: `${index}` } as const
    console.log(await store.append([event]))
  }
}
await Promise.all([lane(0), lane(1)])
await store.close()
