import { accessChecks } from './suite/access-checks.ts'
import { conditionalChecks } from './suite/conditional-checks.ts'
import { listingChecks } from './suite/listing-checks.ts'
import { objectChecks } from './suite/object-checks.ts'
import { S3Bench, type S3UnderTest, type SuiteFunctions } from './suite/s3-bench.ts'
import { uploadChecks } from './suite/upload-checks.ts'

export interface S3ServerSuiteOptions extends SuiteFunctions {
  /** What the server cannot do: why, by the sentence of the check. Such a check passes when it fails, and fails when it passes. */
  readonly lacks?: { readonly [sentence: string]: string } | undefined
}

/**
 * Registers the tests that every server must pass whose buckets are to hold assets, with the official SDK as client.
 * `create` is called once per test. Each test makes a bucket with a random name that begins with `suite-`, and leaves it.
 *
 * @example s3ServerSuite('the emulator', startS3, { describe, it, expect })
 */
export function s3ServerSuite(
  name: string,
  create: () => Promise<S3UnderTest>,
  { describe, it, expect, lacks = {} }: S3ServerSuiteOptions,
): void {
  const sentences = new Set<string>()
  const check = (sentence: string, body: (bench: S3Bench) => Promise<void>) => {
    sentences.add(sentence)
    const reason = lacks[sentence]
    const checked = () => inBucket(create, expect, body)
    if (reason === undefined) return it(sentence, checked)
    return it(`(lacking: ${reason}) ${sentence}`, async () => {
      expect(await checked().then(passed, failed)).toEqual('failed')
    })
  }
  describe(name, () => {
    for (const register of [objectChecks, conditionalChecks, listingChecks, uploadChecks, accessChecks]) register(check)
    it('lacks nothing that is not checked', async () => {
      expect(Object.keys(lacks).filter((sentence) => !sentences.has(sentence))).toEqual([])
    })
  })
}

const passed = () => 'passed'
const failed = () => 'failed'

async function inBucket(
  create: () => Promise<S3UnderTest>,
  expect: SuiteFunctions['expect'],
  body: (bench: S3Bench) => Promise<void>,
): Promise<void> {
  const server = await create()
  try {
    const bench = await S3Bench.open(server, expect)
    try {
      await body(bench)
    } finally {
      bench.client.destroy()
    }
  } finally {
    await server.close()
  }
}
