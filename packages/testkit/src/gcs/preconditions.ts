import { GoogleError } from '../google/google-error.ts'
import type { StoredObject } from './bucket.ts'

/**
 * Throws 412 `conditionNotMet` where an object is not as a request wants it to be, and 304 where a reader has it already.
 * An object that does not exist has generation 0 (https://cloud.google.com/storage/docs/request-preconditions).
 */
export function checkPreconditions(query: URLSearchParams, object: StoredObject | undefined): void {
  const generation = object?.generation ?? 0
  const metageneration = object?.metageneration ?? 0
  if (!matches(query, 'ifGenerationMatch', generation)) fail()
  if (!matches(query, 'ifMetagenerationMatch', metageneration)) fail()
  if (differs(query, 'ifGenerationNotMatch', generation)) return
  throw new GoogleError(304, 'notModified', 'Not Modified')
}

function matches(query: URLSearchParams, name: string, value: number): boolean {
  const wanted = query.get(name)
  return wanted === null || Number(wanted) === value
}

function differs(query: URLSearchParams, name: string, value: number): boolean {
  const unwanted = query.get(name)
  return unwanted === null || Number(unwanted) !== value
}

function fail(): never {
  throw new GoogleError(412, 'conditionNotMet', 'At least one of the pre-conditions you specified did not hold.')
}
