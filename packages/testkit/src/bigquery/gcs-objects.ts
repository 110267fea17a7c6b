import { GoogleError } from '../google/google-error.ts'

/** Reads the content of objects from an emulator of GCS. A `*` at the end of an address stands for all that begin so. */
export async function readGcsObjects(
  gcs: { readonly url: string } | undefined,
  uris: readonly string[],
): Promise<readonly Buffer[]> {
  if (!gcs) throw new GoogleError(400, 'invalid', 'This emulator was started without a GCS to load from')
  const contents: Buffer[] = []
  for (const uri of uris) {
    const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? failOnUri(uri)
    const objects = `${gcs.url}/storage/v1/b/${encodeURIComponent(bucket)}/o`
    const names = name.endsWith('*') ? await namesOf(objects, name.slice(0, -1)) : [name]
    if (names.length === 0) throw new GoogleError(404, 'notFound', `Not found: URI ${uri}`)
    for (const one of names) contents.push(await contentOf(`${objects}/${encodeURIComponent(one)}?alt=media`, uri))
  }
  return contents
}

async function namesOf(objects: string, prefix: string): Promise<readonly string[]> {
  const names: string[] = []
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const query = new URLSearchParams({ prefix, ...(pageToken && { pageToken }) })
    const reply = await fetch(`${objects}?${query}`)
    const page = (await reply.json()) as {
      readonly items?: readonly { readonly name: string }[]
      readonly nextPageToken?: string
    }
    names.push(...(page.items ?? []).map(({ name }) => name))
    pageToken = page.nextPageToken
  }
  return names
}

async function contentOf(url: string, uri: string): Promise<Buffer> {
  const reply = await fetch(url)
  if (reply.ok) return Buffer.from(await reply.arrayBuffer())
  throw new GoogleError(404, 'notFound', `Not found: URI ${uri}`)
}

function failOnUri(uri: string): never {
  throw new GoogleError(400, 'invalid', `Source URI must be a Google Cloud Storage location: ${uri}`)
}
