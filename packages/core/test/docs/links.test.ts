import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Page, pages, repository } from './pages.ts'

describe('links', () => {
  it.each(pages().map((page) => [page.path, page] as const))(
    'of %s lead to files and headings that are there',
    (_, page) => {
      expect(linksOf(page).flatMap((link) => faultOf(page, link))).toEqual([])
    },
  )
})

/** Links within the repository; code is no place for links. */
function linksOf({ text }: Page): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

function faultOf(page: Page, link: string): readonly string[] {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? join(repository, page.path) : join(repository, dirname(page.path), path)
  if (!existsSync(target)) return [`\`${link}\` leads nowhere`]
  if (heading === undefined || statSync(target).isDirectory()) return []
  return headingsOf(readFileSync(target, 'utf8')).has(heading) ? [] : [`\`${link}\` names no heading`]
}

/** As code hosts name them. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title)
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
