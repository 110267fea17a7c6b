import { xmlDocument } from './xml.ts'
import type { S3Reply } from './s3-request.ts'

/** A refusal in the words of S3 (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
export class S3Error extends Error {
  readonly status: number
  readonly code: string
  readonly details: { readonly [element: string]: string }

  constructor(status: number, code: string, message: string, details: { readonly [element: string]: string } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }

  reply(): S3Reply {
    const body = xmlDocument('Error', { Code: this.code, Message: this.message, ...this.details })
    return { status: this.status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) }
  }
}

export function noSuchKey(key: string): S3Error {
  return new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })
}

export function noSuchUpload(id: string): S3Error {
  return new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.', { UploadId: id })
}

export function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new S3Error(412, 'PreconditionFailed', message, { Condition: condition })
}
