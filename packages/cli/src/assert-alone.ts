import type { Call } from './command.ts'
import { CommandError } from './command-error.ts'

/** Throws USAGE_INVALID when something stands beside an option that says everything about what is to be made. */
export function assertAlone({ args, flags }: Call, option: string, instead: string): void {
  const { partitions, force, upstream, downstream, maxSteps } = flags
  const beside = [partitions, force, upstream, downstream, maxSteps]
  if (args.length === 0 && beside.every((flag) => flag === undefined)) return
  throw new CommandError('USAGE_INVALID', {
    message: `\`${option}\` says everything: no selection and no partitions can stand beside it`,
    hint: `Leave them out, or ${instead}.`,
  })
}
