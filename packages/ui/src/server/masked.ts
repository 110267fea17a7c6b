import { processSecrets } from '@headwater/core/extend'

/** A text without the secrets that the settings of the project have read. */
export function masked(text: string): string {
  return processSecrets().mask(text)
}

/** Whether there is any secret that texts may hold. */
export function hasSecrets(): boolean {
  return processSecrets().spellings.length > 0
}
