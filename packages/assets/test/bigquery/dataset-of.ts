import { basename } from 'node:path'

/** The dataset of the project in a folder. */
export function datasetOf(folder: string): string {
  return `project_${basename(folder).replaceAll(/\W/g, '_')}`
}
