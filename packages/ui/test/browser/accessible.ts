import type { Page } from 'playwright-core'

/** What a screen reader can only make sense of by its name. */
const named = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'combobox',
  'checkbox',
  'application',
  'region',
  'navigation',
  'complementary',
  'dialog',
  'image',
  'list',
  'table',
  'treegrid',
  'progressbar',
])
/** Lists within a part of the page that says what they are may go without a name. */
const namedByTheirPart = new Set(['list'])

export interface Heard {
  /** How many first headings there are. */
  readonly headings: number
  /** What has no name and needs one. */
  readonly unnamed: readonly string[]
}

interface Node {
  readonly nodeId: string
  readonly parentId?: string
  readonly ignored: boolean
  readonly role?: { readonly value?: string }
  readonly name?: { readonly value?: string }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[]
}

/** What is heard of a page, by the whole accessibility tree that the browser makes of it. */
export async function heard(page: Page): Promise<Heard> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { readonly nodes: readonly Node[] }
  await session.detach()
  const parents = new Map(nodes.map((node) => [node.nodeId, node]))
  const present = nodes.filter(({ ignored }) => !ignored)
  const unnamed = present.filter((node) => {
    const role = roleOf(node)
    return named.has(role) && nameOf(node) === '' && !(namedByTheirPart.has(role) && isWithinNamed(node, parents))
  })
  return {
    headings: present.filter((node) => roleOf(node) === 'heading' && levelOf(node) === 1).length,
    unnamed: unnamed.map((node) => `${roleOf(node)} ${node.nodeId}`),
  }
}

function isWithinNamed(node: Node, all: ReadonlyMap<string, Node>): boolean {
  for (let at = all.get(node.parentId ?? ''); at; at = all.get(at.parentId ?? ''))
    if ((roleOf(at) === 'region' || roleOf(at) === 'complementary') && nameOf(at) !== '') return true
  return false
}

function roleOf({ role }: Node): string {
  return role?.value ?? ''
}

function nameOf({ name }: Node): string {
  return (name?.value ?? '').trim()
}

function levelOf({ properties = [] }: Node): unknown {
  return properties.find(({ name }) => name === 'level')?.value.value
}
