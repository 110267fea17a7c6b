import { createHash, hash } from 'node:crypto'

/** SHA-256 of text or bytes, the first 128 bits in hex: enough to never collide, short enough to read. */
export function digest(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex').slice(0, 32)
}

/** The same digest over content that arrives in pieces. */
export function digester(): { update(content: string | Uint8Array): void; end(): string } {
  const sha = createHash('sha256')
  return {
    update: (content) => {
      sha.update(content)
    },
    end: () => sha.digest('hex').slice(0, 32),
  }
}
