import { describe, expect, it } from 'vitest'
import { s3ServerSuite, startS3 } from '../../src/s3/index.ts'

s3ServerSuite('the emulator of S3', startS3, { describe, it, expect })

it('takes what a server is said to lack for a mistake when it does not', async () => {
  const bodies = new Map<string, () => Promise<void>>()
  const suite = {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => bodies.set(name, body),
    expect,
  }
  s3ServerSuite('', startS3, { ...suite, lacks: { 'reads a range': 'it is slow', 'reads minds': 'it is honest' } })
  await expect(bodies.get('(lacking: it is slow) reads a range')?.()).rejects.toThrow("to deeply equal 'failed'")
  await expect(bodies.get('lacks nothing that is not checked')?.()).rejects.toThrow('reads minds')
})
