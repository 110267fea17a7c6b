/** Who may do everything on a server of S3 that a test starts. */
export const keys = { accessKeyId: 'integration-key', secretAccessKey: 'integration-secret' }

/** What tests of S3 want to know. */
export function s3Environment(port) {
  return {
    HEADWATER_S3_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_REGION: 'us-east-1',
  }
}

export const s3Tests = ['packages/testkit/test/s3/', 'packages/assets/test/s3/']
