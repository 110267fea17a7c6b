/** How GCS is reached. What is absent is left to the SDK, which reads the environment and what `gcloud` keeps. */
export interface GcsAccess {
  readonly projectId?: string | undefined
  readonly apiEndpoint?: string | undefined
  readonly client?: GcsSender | undefined
}

/** What `Storage` of @google-cloud/storage is; spelled out, so that these types can be read without the package. */
export interface GcsSender {
  bucket(name: string): object
}
