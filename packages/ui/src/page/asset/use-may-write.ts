import { useApi } from '../api/use-api.ts'

/** Whether the server takes what changes something; not until that is known. */
export function useMayWrite(): boolean {
  return useApi('info', {}).data?.readOnly === false
}
