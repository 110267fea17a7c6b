import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { HeadwaterError } from '../../errors/index.ts'

/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const results = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const

/** Whether the file, its disk or another process was at fault, rather than what was to be written. */
export function isFaultOfFile(thrown: unknown): boolean {
  const result = sqliteResult(thrown)
  return Object.values(results).some((known) => known === result)
}

/** Whether another process was at work, so that the same may go well a moment later. */
export function isBusy(thrown: unknown): boolean {
  const result = sqliteResult(thrown)
  return result === results.busy || result === results.locked
}

/** What was thrown, as an error that says what to do, where it is about the file; otherwise itself. */
export function explained(thrown: unknown, path: string): unknown {
  switch (sqliteResult(thrown)) {
    case results.busy:
    case results.locked:
      return busy(path, thrown)
    case results.readOnly:
      return readOnly(path, thrown)
    case results.cannotOpen:
      return notOpened(path, thrown)
    case results.corrupt:
    case results.notADatabase:
      return corrupt(path, thrown)
    case results.full:
      return diskFull(path, thrown)
    case results.io:
      return unreachable(path, thrown)
    default:
      return thrown
  }
}

export function pathInvalid(path: string, reason: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError('STATE_PATH_INVALID', {
    message: `\`${path}\` cannot be a state store: ${reason}`,
    hint: 'Name a file that does not exist yet, or one that Headwater made.',
    cause,
  })
}

export function readOnly(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_READ_ONLY', {
    message: `state store \`${path}\` cannot be written: the file, its folder or its disk is read-only for this user`,
    hint: `Give this user the right to write the file and its folder \`${dirname(path)}\` (SQLite keeps a write-ahead log beside the file), or choose another path.`,
    cause,
  })
}

function busy(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_BUSY', {
    message: `state store \`${path}\` stays locked by another process`,
    hint: 'Look for a program that keeps a transaction open on this file, such as a database browser or a backup, and end it.',
    cause,
  })
}

function corrupt(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError('STATE_CORRUPT', {
    message: `state store \`${path}\` cannot be read: ${wordsOf(cause)}`,
    hint: 'Move the file and its `-wal` and `-shm` neighbours away and put a backup in their place. With an empty store everything counts as missing and is made again.',
    cause,
  })
}

function diskFull(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError('DISK_FULL', {
    message: `state store \`${path}\` cannot grow: the disk is full`,
    hint: 'Free some space. What was recorded is not lost, and nothing of the refused change was recorded.',
    cause,
  })
}

function unreachable(path: string, cause: unknown): HeadwaterError {
  return new HeadwaterError('IO_FAILED', {
    message: `state store \`${path}\` could not be read or written: ${wordsOf(cause)}`,
    hint: 'The operating system refused: look at the disk, its quota and its mount. What was recorded is not lost.',
    cause,
  })
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** SQLite does not say why it cannot open a file, but the file system does. */
function notOpened(path: string, cause: unknown): HeadwaterError {
  if (isFolder(path)) return pathInvalid(path, 'it is a folder', cause)
  return isWritable(dirname(path)) ? pathInvalid(path, 'the file cannot be opened', cause) : readOnly(path, cause)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The primary result code of what `node:sqlite` threw; undefined for anything else. The extended code is above 8 bits. */
function sqliteResult(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number')) return undefined
  return thrown.errcode & 0xff
}
