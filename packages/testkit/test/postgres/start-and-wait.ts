import { startPostgres } from '@headwater/testkit'

/** Starts a server and waits to be killed. */
const server = await startPostgres()
console.log(server.url)
