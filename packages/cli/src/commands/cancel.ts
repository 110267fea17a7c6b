import type { Answer, Command } from '../command.ts'
import { commandLine } from '../print/words.ts'

export const cancel: Command = {
  args: '<run>',
  about:
    'In whatever process it goes on: it looks for this every second, leaves nothing of what is under way, and keeps what is done.',
  flags: [],
  examples: [['headwater cancel 1m7y2224kvxw8h5cfefc', 'a run that `headwater runs` shows as running']],
  run: ({ args: [runId = ''], flags, withProject }) =>
    withProject(async (project): Promise<Answer> => {
      await project.cancel(runId)
      const { pid, host } = await project.run(runId)
      const lines = [
        `Asked run ${runId}, process ${pid} on ${host}, to end. What is done stays.`,
        `to go on: ${commandLine(['backfill', '--resume', runId], flags)}`,
      ]
      return { data: { runId, pid, host }, text: () => `${lines.join('\n  ')}\n` }
    }),
}
