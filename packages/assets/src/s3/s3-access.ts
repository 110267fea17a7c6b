/** How S3 is reached. What is absent is left to the SDK, which reads the environment and the files in `~/.aws`. */
export interface S3Access {
  readonly region?: string | undefined
  readonly endpoint?: string | undefined
  readonly credentials?: S3Credentials | undefined
  readonly client?: S3Sender | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of a session that ends. Absent: the key is one of a user. */
  readonly sessionToken?: string | undefined
}

/** What `S3Client` of @aws-sdk/client-s3 is; spelled out, so that these types can be read without the package. */
export interface S3Sender {
  send(command: never): Promise<unknown>
}
