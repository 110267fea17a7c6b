export { type ErrorCode, errorCodes } from './codes.ts'
export { type ErrorDetails, fail, HeadwaterError, isHeadwaterError } from './headwater-error.ts'
