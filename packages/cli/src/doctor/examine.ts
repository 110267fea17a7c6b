import type { Project } from '@headwater/core'
import { dirname } from 'node:path'
import type { Call } from '../command.ts'
import { findConfig } from '../find-config.ts'
import { type ErrorData, errorData } from '../print/error-text.ts'
import { count } from '../print/words.ts'
import type { Finding } from './finding.ts'
import { storeFinding } from './store-finding.ts'
import { diskFinding, ignoredFinding, packageFindings, runtimeFindings } from './surroundings.ts'

/** Looks at everything that Headwater stands on. One thing that is broken keeps no other from being looked at. */
export async function examine({
  cwd,
  flags,
  withProject,
}: Pick<Call, 'cwd' | 'flags' | 'withProject'>): Promise<readonly Finding[]> {
  const config = attempt(() => findConfig(cwd, flags.config))
  const folder = 'value' in config ? dirname(config.value) : cwd
  const found: Finding =
    'value' in config ? { name: 'config', result: 'ok', found: config.value } : broken('config', config.problem)
  const project = 'value' in config ? await projectFindings(withProject) : []
  return [
    ...runtimeFindings(process),
    found,
    ...project,
    ...packageFindings(folder),
    await diskFinding(folder),
    await ignoredFinding(folder),
  ]
}

async function projectFindings(withProject: Call['withProject']): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  try {
    await withProject(async (project) => {
      const { length } = project.describe()
      findings.push({ name: 'project', result: 'ok', found: `sound: ${count(length, 'asset')}` })
      findings.push(await columnsFinding(project))
      findings.push(...(await project.probe()).map(storeFinding))
    })
  } catch (thrown) {
    findings.push(broken(findings.length === 0 ? 'project' : 'state', errorData(thrown)))
  }
  return findings
}

/** Columns that are read and not there: nothing else reads all queries. */
async function columnsFinding(project: Project): Promise<Finding> {
  try {
    await project.validate()
    return { name: 'columns', result: 'ok', found: 'none is read that is not there, as far as queries tell' }
  } catch (thrown) {
    return { name: 'columns', result: 'warn', found: 'some are read that are not there', problem: errorData(thrown) }
  }
}

function broken(name: string, problem: ErrorData): Finding {
  return { name, result: 'fail', found: 'does not work', problem }
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly problem: ErrorData } {
  try {
    return { value: work() }
  } catch (thrown) {
    return { problem: errorData(thrown) }
  }
}
