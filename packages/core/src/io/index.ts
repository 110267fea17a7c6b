export type { Json } from '../base/json.ts'
export { canonicalJson } from '../base/json.ts'
export { digest, digester } from '../base/digest.ts'
export type { CheckResult } from './check-result.ts'
export { contentVersion } from './content-version.ts'
export { type DurableFile, type WrittenFile, writeDurably } from './durable-file.ts'
export { fileIoManager, type FileIoManagerOptions } from './file-io-manager.ts'
export type { FileRoot } from './file-root.ts'
export { inParallel } from './in-parallel.ts'
export { localValues } from './local-values.ts'
export type { AboutContent, Encoded, FileToRead, ObjectFormat } from './object-format.ts'
export type { ColumnVersions } from '../events/index.ts'
export type { Address, PiecesAt, ReadAt, TableShape } from './address.ts'
export type { IoManager } from './io-manager.ts'
export { clockProbe, type Probe, probed, type ProbedObjects, probeObjects } from './probe.ts'
export { probeFolder } from './probe-folder.ts'
export { fileName, type PathTemplate, pathTemplate } from './path-template.ts'
export type {
  Attempt,
  FoundInPlace,
  Location,
  ReadBack,
  Removal,
  ShapeChange,
  ShapeQuestion,
  StageAt,
  Staged,
  Store,
  StoreHome,
  ValueFiles,
  ValueInPlace,
} from './store.ts'
export { type ErrorCode, type ErrorDetails, fail, HeadwaterError, isHeadwaterError } from '../errors/index.ts'
