import { clockProbe, type Probe, probed } from '@headwater/core/io'

/** Runs a statement that has no parameters, and answers with its rows. */
export type Ask = (statement: string) => Promise<readonly { readonly [column: string]: unknown }[]>

/** What a PostgreSQL server does whatever is kept there: whether commits survive a power loss, and whether its clock is ours. */
export async function probeServer(ask: Ask): Promise<readonly Probe[]> {
  return [await probed('keeps commits through a power loss', () => askForDurability(ask)), await time(ask)]
}

/** That a commit waits for the disk every transaction asks for itself. */
async function askForDurability(ask: Ask): Promise<undefined> {
  const [found] = await ask(`select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages`)
  const { fsync, pages } = found ?? {}
  if (fsync !== 'on' || pages !== 'on') throw new Error('the server has `fsync` or `full_page_writes` off')
  return undefined
}

async function time(ask: Ask): Promise<Probe> {
  let probe: Probe | undefined
  const told = await probed('tells the time', async () => {
    const asked = Date.now()
    const [found] = await ask('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now')
    probe = clockProbe(Number(found?.['now']), asked, Date.now())
    return undefined
  })
  return probe ?? told
}
