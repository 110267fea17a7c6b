import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { HeadwaterError } from '@headwater/core'
import type { Request, RequestHandler, Response } from 'express'

const types: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const packed = new Set(['.css', '.js', '.json', '.map', '.svg', '.txt'])

/** The folder of files whose names say what is in them. */
const hashed = 'files'

/** One file that is handed out. */
interface PageFile {
  readonly type: string
  readonly content: Buffer
  /** As gzip, packed when it is asked for first; undefined where that is no smaller. */
  readonly packed: (() => Promise<Buffer>) | undefined
  readonly etag: string
  /** Its name says what is in it. */
  readonly immutable: boolean
}

/** A built page in memory: a path of an address is looked up in it and never reaches the file system. */
export class PageFiles {
  readonly #folder: string
  #files: ReadonlyMap<string, PageFile> = new Map()
  #index = ''
  #builtAt = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Answers with a file of the page, or with the page itself, whose own router knows the address. */
  readonly serve: RequestHandler = async (request, response) => {
    const path = request.path.slice(1)
    const file = this.#files.get(path) ?? this.#current().get(path)
    if (file) return send(request, response, file)
    if (path.startsWith(`${hashed}/`)) return void response.status(404).type('text').send('not found')
    const base = `${request.baseUrl}/`.replaceAll(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(this.#index.replace(/<base [^>]*>/, () => `<base href="${base}" />`))
  }

  /** A page that was built again, or installed anew, has other names. Throws UI_PAGE_MISSING. */
  #current(): ReadonlyMap<string, PageFile> {
    const index = join(this.#folder, 'index.html')
    if (!existsSync(index)) {
      throw new HeadwaterError('UI_PAGE_MISSING', {
        message: `the web page is not in \`${relative(process.cwd(), this.#folder)}\``,
        hint: 'Build it with `npm run build`. The API works without it.',
      })
    }
    const builtAt = statSync(index).mtimeMs
    if (builtAt === this.#builtAt) return this.#files
    this.#index = readFileSync(index, 'utf8')
    this.#files = new Map(
      readdirSync(this.#folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'index.html')
        .map((entry) => relative(this.#folder, join(entry.parentPath, entry.name)))
        .map((path) => [path.split(sep).join('/'), readPageFile(this.#folder, path)]),
    )
    this.#builtAt = builtAt
    return this.#files
  }
}

function readPageFile(folder: string, path: string): PageFile {
  const content = readFileSync(join(folder, path))
  const extension = extname(path)
  return {
    type: types[extension] ?? 'application/octet-stream',
    content,
    packed: packed.has(extension) && content.length > 1000 ? packedOnce(content) : undefined,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith(`${hashed}${sep}`),
  }
}

function packedOnce(content: Buffer): () => Promise<Buffer> {
  let done: Promise<Buffer> | undefined
  return () => (done ??= promisify(gzip)(content, { level: 9 }))
}

async function send(request: Request, response: Response, file: PageFile): Promise<void> {
  response.set({
    'Content-Type': file.type,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  })
  if (request.fresh) return void response.status(304).end()
  const isPacked = file.packed !== undefined && request.acceptsEncodings('gzip') === 'gzip'
  if (isPacked) response.set('Content-Encoding', 'gzip')
  response.end(isPacked ? await file.packed?.() : file.content)
}
