import { join } from 'node:path'

/** A project, and the same project after an edit. `main.ts` (or another `main.*`) exports `subject`, the function to look at. */
export interface Case {
  readonly title: string
  readonly files: { readonly [path: string]: string }
  /** Links by where they lead to, from the folder that they are in. */
  readonly links?: { readonly [path: string]: string }
  /** Whole files that are replaced; an empty list edits nothing. */
  readonly edited: { readonly [path: string]: string }
}

const main = (text: string) => ({ 'main.ts': text })
const edit = (title: string, before: string, after: string): Case => ({
  title,
  files: main(before),
  edited: main(after),
})

export const unchanged: readonly Case[] = [
  edit('a comment', 'export const subject = () => 1 // one', 'export const subject = () => /* the only one */ 1'),
  edit(
    'layout, semicolons, quotes, parentheses and trailing commas',
    `export const subject = (a) => { const b = ["x", a]; return (b); };`,
    `export const subject = (a) => {\n  const b = [\n    'x',\n    a,\n  ]\n  return b\n}\n`,
  ),
  edit(
    'quotes around the names of an object and a class, and empty statements',
    `export const subject = () => { return [{ 'a': 1, 'b-c': 2 }, class { 'd' = 1; 'e'() {} }] }`,
    `export const subject = () => { ;return [{ a: 1, "b-c": 2 }, class { d = 1; e() {} }];; }`,
  ),
  edit(
    'type annotations, type declarations, assertions and generics',
    `export const subject = (a) => [a].map((x) => x)`,
    `type Row = { a: number }\nexport const subject = <T extends Row>(a: T): readonly T[] => [a as T].map((x): T => x!)`,
  ),
  edit(
    'an unrelated function in the same file',
    `const other = () => 1\nexport const subject = () => 2\nother()`,
    `const other = () => 'changed'\nexport const subject = () => 2\nother()`,
  ),
  edit(
    'a helper that moved in the file and is now exported',
    `const one = () => 1\nconst two = () => 2\nexport const subject = () => one() + two()`,
    `export const two = () => 2\nexport const subject = () => one() + two()\nconst one = () => 1`,
  ),
  {
    title: 'a helper that moved to another file',
    files: main(`const helper = () => 1\nexport const subject = () => helper()`),
    edited: {
      'main.ts': `import { helper } from './new-home.ts'\nexport const subject = () => helper()`,
      'new-home.ts': `export const helper = () => 1`,
    },
  },
  {
    title: 'an unrelated export of an imported file',
    files: {
      'main.ts': `import { helper } from './helper.ts'\nexport const subject = () => helper()`,
      'helper.ts': `export const helper = () => 1\nexport const other = () => 2`,
    },
    edited: { 'helper.ts': `export const helper = () => 1\nexport const other = () => 'changed'` },
  },
  {
    title: 'an unrelated member of a namespace import',
    files: {
      'main.ts': `import * as tools from './tools.ts'\nexport const subject = () => tools.helper()`,
      'tools.ts': `export const helper = () => 1\nexport const other = () => 2`,
    },
    edited: { 'tools.ts': `export const helper = () => 1\nexport const other = () => 'changed'` },
  },
  {
    title: 'a file imported for its side effects only',
    files: { 'main.ts': `import './setup.ts'\nexport const subject = () => 1`, 'setup.ts': `globalThis.ready = 1` },
    edited: { 'setup.ts': `globalThis.ready = 2` },
  },
  edit(
    'another asset that is mentioned',
    `const prices = { '~dep': { kind: 'asset' }, key: 'prices', make: () => 1 }\nexport const subject = () => prices`,
    `const prices = { '~dep': { kind: 'asset' }, key: 'prices', make: () => 2 }\nexport const subject = () => prices`,
  ),
  {
    title:
      'an imported asset, resource and IO manager that are mentioned, also through a namespace and an imported helper',
    files: {
      'main.ts': `import { lake } from './declared.ts'\nimport * as declared from './declared.ts'\nimport { helper } from './helper.ts'
        export const subject = () => [lake, declared.api, helper()]`,
      'helper.ts': `import { prices } from './declared.ts'\nexport const helper = () => prices`,
      'declared.ts': `const root = 'a'
        export const lake = { '~io': true, name: 'lake', root }
        export const api = { '~resource': {}, name: 'api', root }
        export const prices = { '~dep': { kind: 'asset' }, key: 'prices', root }`,
    },
    edited: {
      'declared.ts': `const root = 'b'
        export const lake = { '~io': true, name: 'lake', root }
        export const api = { '~resource': {}, name: 'api', root }
        export const prices = { '~dep': { kind: 'asset' }, key: 'prices', root }`,
    },
  },
  {
    title: 'the code of a package',
    files: {
      'main.ts': `import { round } from 'rounding'\nexport const subject = () => round(1)`,
      'node_modules/rounding/package.json': `{ "name": "rounding", "type": "module", "exports": "./index.js" }`,
      'node_modules/rounding/index.js': `export const round = (x) => x`,
    },
    edited: { 'node_modules/rounding/index.js': `export const round = (x) => x + 1` },
  },
  edit(
    'a captured variable that the function does not use',
    `const make = (used, other) => { const peek = () => other; return () => used }\nexport const subject = make(1, 2)`,
    `const make = (used, other) => { const peek = () => other; return () => used }\nexport const subject = make(1, 3)`,
  ),
  edit(
    'the state that a module keeps, filled before the version is asked for',
    `const cache = new Map()\nconst fill = (n) => cache.set('n', n)\nexport const subject = () => cache.get('n')\nfor (const i of [1]) fill(i)`,
    `const cache = new Map()\nconst fill = (n) => cache.set('n', n)\nexport const subject = () => cache.get('n')\nfor (const i of [2]) fill(i)`,
  ),
  edit(
    'a call at module level of a function that it uses',
    `const helper = () => 1\nexport const subject = () => helper()\nhelper()`,
    `const helper = () => 1\nexport const subject = () => helper()\nhelper()\nhelper()`,
  ),
  edit(
    'functions that call each other, in another order',
    `const even = (n) => n === 0 || odd(n - 1)\nconst odd = (n) => n !== 0 && even(n - 1)\nexport const subject = (n) => even(n)`,
    `const odd = (n) => n !== 0 && even(n - 1)\nconst even = (n) => n === 0 || odd(n - 1)\nexport const subject = (n) => even(n)`,
  ),
  {
    title: 'modules that import each other, with a comment',
    files: {
      'main.ts': `import { odd } from './odd.ts'\nexport function even(n) { return n === 0 || odd(n - 1) }\nexport const subject = (n) => even(n)`,
      'odd.ts': `import { even } from './main.ts'\nexport function odd(n) { return n !== 0 && even(n - 1) }`,
    },
    edited: {
      'odd.ts': `import { even } from './main.ts'\n// not even\nexport function odd(n) { return n !== 0 && even(n - 1) }`,
    },
  },
]

export const changed: readonly Case[] = [
  edit('the function itself', `export const subject = () => 1`, `export const subject = () => 2`),
  edit('a string', `export const subject = () => 'a'`, `export const subject = () => 'a '`),
  edit('a template', 'export const subject = (x) => `a ${x} b`', 'export const subject = (x) => `a ${x}  b`'),
  edit(
    'a regular expression',
    `export const subject = (x) => /a b/.test(x)`,
    `export const subject = (x) => /a  b/.test(x)`,
  ),
  edit(
    'the flags of a regular expression',
    `export const subject = (x) => /a/.test(x)`,
    `export const subject = (x) => /a/i.test(x)`,
  ),
  edit('a bigint', `export const subject = () => 1n`, `export const subject = () => 2n`),
  edit(
    'a line break that ends a return',
    `export const subject = (x) => { return x }`,
    `export const subject = (x) => { return\nx }`,
  ),
  edit(
    'a function that becomes async',
    `export const subject = function () { return 1 }`,
    `export const subject = async function () { return 1 }`,
  ),
  edit(
    'a helper',
    `const helper = () => 1\nexport const subject = () => helper()`,
    `const helper = () => 2\nexport const subject = () => helper()`,
  ),
  edit(
    'a helper of a helper',
    `const a = () => 1\nfunction b() { return a() }\nexport const subject = () => b()`,
    `const a = () => 2\nfunction b() { return a() }\nexport const subject = () => b()`,
  ),
  edit(
    'a helper with the same name as a local variable elsewhere',
    `const helper = () => 1\nexport const subject = () => { { const helper = () => 0; helper() } return helper() }`,
    `const helper = () => 2\nexport const subject = () => { { const helper = () => 0; helper() } return helper() }`,
  ),
  edit(
    'a helper with the same name as a function in a block',
    `const helper = () => 1\nexport const subject = () => { { function helper() {} helper() } return helper() }`,
    `const helper = () => 2\nexport const subject = () => { { function helper() {} helper() } return helper() }`,
  ),
  edit(
    'a helper used as a default, a shorthand property and a tag',
    `const one = () => 1\nexport const subject = (f = one) => ({ f, one })`,
    `const one = () => 2\nexport const subject = (f = one) => ({ f, one })`,
  ),
  edit(
    'a table of constants',
    `const table = { a: 1, b: [1, 2] }\nexport const subject = (k) => table[k]`,
    `const table = { a: 1, b: [1, 3] }\nexport const subject = (k) => table[k]`,
  ),
  edit(
    'a constant that comes out of a destructured call',
    `const read = () => ({ a: 1 })\nconst { a } = read()\nexport const subject = () => a`,
    `const read = () => ({ a: 2 })\nconst { a } = read()\nexport const subject = () => a`,
  ),
  edit(
    'a method of a class that is used',
    `class Scaler { scale(x) { return x * 2 } }\nexport const subject = (x) => new Scaler().scale(x)`,
    `class Scaler { scale(x) { return x * 3 } }\nexport const subject = (x) => new Scaler().scale(x)`,
  ),
  edit(
    'a method of a base class',
    `class Base { scale(x) { return x * 2 } }\nclass Scaler extends Base {}\nconst scaler = new Scaler()\nexport const subject = (x) => scaler.scale(x)`,
    `class Base { scale(x) { return x * 3 } }\nclass Scaler extends Base {}\nconst scaler = new Scaler()\nexport const subject = (x) => scaler.scale(x)`,
  ),
  edit(
    'what a method reads from its own object',
    `export const { subject } = { factor: 2, subject() { return this.factor } }`,
    `export const { subject } = { factor: 3, subject() { return this.factor } }`,
  ),
  edit(
    'what a static method reads from its own class',
    `class Rates { static factor = 2; static rate() { return this.factor } }\nexport const subject = Rates.rate`,
    `class Rates { static factor = 3; static rate() { return this.factor } }\nexport const subject = Rates.rate`,
  ),
  edit(
    'a class that is given itself',
    `export const subject = class { a() { return 1 } }`,
    `export const subject = class { a() { return 2 } }`,
  ),
  edit(
    'a class with a constructor that is given itself',
    `export const subject = class { constructor() {} a() { return 1 } }`,
    `export const subject = class { constructor() {} a() { return 2 } }`,
  ),
  edit(
    'an entry that a statement adds to a table',
    `const readers = {}\nreaders.csv = () => 1\nexport const subject = () => readers.csv()`,
    `const readers = {}\nreaders.csv = () => 2\nexport const subject = () => readers.csv()`,
  ),
  edit(
    'a function that assigns to a variable that is used',
    `let rate = 1\nexport const setRate = () => { rate = 2 }\nexport const subject = () => rate`,
    `let rate = 1\nexport const setRate = () => { rate = 3 }\nexport const subject = () => rate`,
  ),
  edit(
    'a function made by a function',
    `const compose = (...fns) => (x) => fns.reduce((y, f) => f(y), x)\nconst trim = (x) => x.trim()\nexport const subject = compose(trim)`,
    `const compose = (...fns) => (x) => fns.reduce((y, f) => f(y), x)\nconst trim = (x) => x.trimEnd()\nexport const subject = compose(trim)`,
  ),
  edit(
    'a captured string',
    `const make = (s) => () => s\nexport const subject = make('AAPL')`,
    `const make = (s) => () => s\nexport const subject = make('MSFT')`,
  ),
  edit(
    'the element that a factory over a list captured',
    `export const [subject] = ['AAPL', 'MSFT'].map((symbol) => () => symbol)`,
    `export const [subject] = ['GOOG', 'MSFT'].map((symbol) => () => symbol)`,
  ),
  edit(
    'a captured object, in depth',
    `const make = (o) => () => o.a\nexport const subject = make({ a: { b: new Map([['x', new Set([1])]]) } })`,
    `const make = (o) => () => o.a\nexport const subject = make({ a: { b: new Map([['x', new Set([2])]]) } })`,
  ),
  edit(
    'a captured date, regular expression and typed array',
    `const make = (...o) => () => o\nexport const subject = make(new Date(0), /a/, new Float64Array([1]))`,
    `const make = (...o) => () => o\nexport const subject = make(new Date(0), /a/, new Float64Array([2]))`,
  ),
  {
    title: 'a captured zod schema',
    files: main(
      `import { z } from 'zod'\nconst make = (s) => (x) => s.parse(x)\nexport const subject = make(z.object({ a: z.string().min(1) }))`,
    ),
    links: { 'node_modules/zod': join(import.meta.dirname, '../../../../../node_modules/zod') },
    edited: main(
      `import { z } from 'zod'\nconst make = (s) => (x) => s.parse(x)\nexport const subject = make(z.object({ a: z.string().min(2) }))`,
    ),
  },
  edit(
    'a captured function, by what it captured itself',
    `const add = (n) => (x) => x + n\nconst make = (f) => (x) => f(x)\nexport const subject = make(add(1))`,
    `const add = (n) => (x) => x + n\nconst make = (f) => (x) => f(x)\nexport const subject = make(add(2))`,
  ),
  edit(
    'a captured function of the language',
    `const make = (f) => (x) => f(x)\nexport const subject = make(Math.floor)`,
    `const make = (f) => (x) => f(x)\nexport const subject = make(Math.ceil)`,
  ),
  edit(
    'the key of a captured asset',
    `const make = (a) => () => a\nexport const subject = make({ '~dep': {}, key: 'a' })`,
    `const make = (a) => () => a\nexport const subject = make({ '~dep': {}, key: 'b' })`,
  ),
  edit(
    'which helper has which name',
    `const one = () => 1\nconst two = () => 2\nconst pick = { a: one, b: two }\nexport const subject = () => pick.a()`,
    `const one = () => 1\nconst two = () => 2\nconst pick = { a: two, b: one }\nexport const subject = () => pick.a()`,
  ),
  {
    title: 'from which file two helpers of one name come',
    files: {
      'main.ts': `import { f } from './one.ts'\nimport { f as g } from './two.ts'\nexport const subject = () => f() - g()`,
      'one.ts': `export const f = () => 1`,
      'two.ts': `export const f = () => 2`,
    },
    edited: {
      'main.ts': `import { f } from './two.ts'\nimport { f as g } from './one.ts'\nexport const subject = () => f() - g()`,
    },
  },
  {
    title: 'a helper in another file',
    files: {
      'main.ts': `import { helper } from './helper.ts'\nexport const subject = () => helper()`,
      'helper.ts': `export const helper = () => 1`,
    },
    edited: { 'helper.ts': `export const helper = () => 2` },
  },
  {
    title: 'a helper in another file under another name',
    files: {
      'main.ts': `import { helper as h } from './helper.ts'\nexport const subject = () => h()`,
      'helper.ts': `const one = () => 1\nexport { one as helper }`,
    },
    edited: { 'helper.ts': `const one = () => 2\nexport { one as helper }` },
  },
  {
    title: 'a default export',
    files: {
      'main.ts': `import helper from './helper.ts'\nexport const subject = () => helper()`,
      'helper.ts': `export default () => 1`,
    },
    edited: { 'helper.ts': `export default () => 2` },
  },
  {
    title: 'a default export that is a function declaration',
    files: {
      'main.ts': `import helper from './helper.ts'\nexport const subject = () => helper()`,
      'helper.ts': `export default function () { return 1 }`,
    },
    edited: { 'helper.ts': `export default function () { return 2 }` },
  },
  {
    title: 'a helper that is re-exported by name, then with *',
    files: {
      'main.ts': `import { helper } from './index.ts'\nexport const subject = () => helper()`,
      'index.ts': `export * from './middle.ts'`,
      'middle.ts': `export { original as helper } from './helper.ts'`,
      'helper.ts': `export const original = () => 1`,
    },
    edited: { 'helper.ts': `export const original = () => 2` },
  },
  {
    title: 'a helper that is imported and then exported',
    files: {
      'main.ts': `import { helper } from './index.ts'\nexport const subject = () => helper()`,
      'index.ts': `import { helper } from './helper.ts'\nexport { helper }`,
      'helper.ts': `export const helper = () => 1`,
    },
    edited: { 'helper.ts': `export const helper = () => 2` },
  },
  {
    title: 'a member of a namespace import',
    files: {
      'main.ts': `import * as tools from './tools.ts'\nexport const subject = () => tools.helper()`,
      'tools.ts': `export const helper = () => 1`,
    },
    edited: { 'tools.ts': `export const helper = () => 2` },
  },
  {
    title: 'any member of a namespace import that is handed on',
    files: {
      'main.ts': `import * as tools from './tools.ts'\nexport const subject = (k) => tools[k]()`,
      'tools.ts': `export const helper = () => 1`,
    },
    edited: { 'tools.ts': `export const helper = () => 2` },
  },
  {
    title: 'a member of a namespace that is exported',
    files: {
      'main.ts': `import { tools } from './index.ts'\nexport const subject = () => tools.helper()`,
      'index.ts': `export * as tools from './tools.ts'`,
      'tools.ts': `export const helper = () => 1`,
    },
    edited: { 'tools.ts': `export const helper = () => 2` },
  },
  {
    title: 'a module that the function imports when it runs, and one that this imports',
    files: {
      'main.ts': `export const subject = async () => (await import('./late.ts')).helper()`,
      'late.ts': `import { deep } from './deep.ts'\nexport const helper = () => deep()`,
      'deep.ts': `export const deep = (): number => 1`,
    },
    edited: { 'deep.ts': `export const deep = (): number => 2` },
  },
  {
    title: 'a worker, a query and a program beside the module',
    files: {
      'main.ts': `export const subject = () => [new URL('./worker.ts', import.meta.url), new URL('./query.sql', import.meta.url)]`,
      'worker.ts': `console.log(1)`,
      'query.sql': `select 1`,
    },
    edited: { 'query.sql': `select 2` },
  },
  {
    title: 'an imported JSON file',
    files: {
      'main.ts': `import rates from './rates.json' with { type: 'json' }\nexport const subject = () => rates.a`,
      'rates.json': `{ "a": 1 }`,
    },
    edited: { 'rates.json': `{ "a": 2 }` },
  },
  {
    title: 'which name is imported from a package',
    files: {
      'main.ts': `import { floor as f } from 'rounding'\nexport const subject = () => f(1)`,
      'node_modules/rounding/package.json': `{ "name": "rounding", "type": "module", "exports": "./index.js" }`,
      'node_modules/rounding/index.js': `export const floor = (x) => x\nexport const ceil = (x) => x`,
    },
    edited: { 'main.ts': `import { ceil as f } from 'rounding'\nexport const subject = () => f(1)` },
  },
  {
    title: 'what a function of a package captured',
    files: {
      'main.ts': `import { times } from 'rounding'\nconst make = (f) => (x) => f(x)\nexport const subject = make(times(2))`,
      'node_modules/rounding/package.json': `{ "name": "rounding", "type": "module", "exports": "./index.js" }`,
      'node_modules/rounding/index.js': `export const times = (n) => (x) => n * x`,
    },
    edited: {
      'main.ts': `import { times } from 'rounding'\nconst make = (f) => (x) => f(x)\nexport const subject = make(times(3))`,
    },
  },
  {
    title: 'a helper imported through the imports of package.json',
    files: {
      'package.json': `{ "type": "module", "imports": { "#helper": "./helper.ts" } }`,
      'main.ts': `import { helper } from '#helper'\nexport const subject = () => helper()`,
      'helper.ts': `export const helper = () => 1`,
    },
    edited: { 'helper.ts': `export const helper = () => 2` },
  },
  {
    title: 'a helper of a package of the same workspace',
    files: {
      'main.ts': `import { helper } from '@acme/tools'\nexport const subject = () => helper()`,
      'tools/package.json': `{ "name": "@acme/tools", "type": "module", "exports": "./index.ts" }`,
      'tools/index.ts': `export const helper = (): number => 1`,
    },
    links: { 'node_modules/@acme/tools': '../../tools' },
    edited: { 'tools/index.ts': `export const helper = (): number => 2` },
  },
  {
    title: 'a helper behind an export * of modules that export each other, a package and CommonJS',
    files: {
      'main.ts': `import { helper } from './one.ts'\nexport const subject = () => helper()`,
      'one.ts': `export * from './two.ts'\nexport * from './tools.cjs'\nexport * from 'node:path'\nexport * from './helper.ts'`,
      'two.ts': `export * from './one.ts'`,
      'tools.cjs': `exports.other = () => 1`,
      'helper.ts': `export const helper = () => 1`,
    },
    edited: { 'helper.ts': `export const helper = () => 2` },
  },
  {
    title: 'a helper behind an export * of a namespace that is handed on',
    files: {
      'main.ts': `import * as one from './one.ts'\nexport const subject = () => Object.keys(one)`,
      'one.ts': `export * from './two.ts'`,
      'two.ts': `export * from './one.ts'\nexport const helper = () => 1`,
    },
    edited: { 'two.ts': `export * from './one.ts'\nexport const helper = () => 2` },
  },
  {
    title: 'a helper of a CommonJS module',
    files: {
      'main.cjs': `const tools = require('./tools.cjs')\nexports.subject = () => tools.helper()`,
      'tools.cjs': `exports.helper = () => 1`,
    },
    edited: { 'tools.cjs': `exports.helper = () => 2` },
  },
  {
    title: 'a CommonJS module that an ES module requires',
    files: {
      'main.ts': `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)
        export const subject = () => require('./tools.cjs').helper()`,
      'tools.cjs': `exports.helper = () => 1`,
    },
    edited: { 'tools.cjs': `exports.helper = () => 2` },
  },
  {
    title: 'which of two functions without a name a package gave',
    files: {
      'main.ts': `import { twice, thrice } from 'scaling'\nconst make = (f) => (x) => f(x)\nexport const subject = make(twice())`,
      'node_modules/scaling/package.json': `{ "name": "scaling", "type": "module", "exports": "./index.js" }`,
      'node_modules/scaling/index.js': `export const twice = () => (x) => x * 2\nexport const thrice = () => (x) => x * 3`,
    },
    edited: {
      'main.ts': `import { twice, thrice } from 'scaling'\nconst make = (f) => (x) => f(x)\nexport const subject = make(thrice())`,
    },
  },
  {
    title: 'a CommonJS module that an ES module imports',
    files: {
      'main.ts': `import { helper } from './tools.cjs'\nexport const subject = () => helper()`,
      'tools.cjs': `exports.helper = () => 1`,
    },
    edited: { 'tools.cjs': `exports.helper = () => 2` },
  },
  {
    title: 'a helper of plain JavaScript',
    files: {
      'main.js': `import { helper } from './helper.js'\nexport const subject = () => helper()`,
      'helper.js': `export const helper = () => 1`,
    },
    edited: { 'helper.js': `export const helper = () => 2` },
  },
]

/** Functions of which too little can be known, with what is said about them. */
export const unknown: readonly (Case & { readonly because: string })[] = [
  ['eval', `export const subject = (x) => eval(x)`, 'eval in `main.ts`'],
  ['eval by another way', `export const subject = (x) => (0, eval)(x)`, 'eval in `main.ts`'],
  ['eval in a helper', `const run = (x) => eval(x)\nexport const subject = (x) => run(x)`, 'eval in `main.ts`'],
  ['new Function', `export const subject = (x) => new Function(x)()`, 'new Function in `main.ts`'],
  ['a function made by eval', `export const subject = (0, eval)('() => 1')`, 'a function made by eval'],
  ['eval as a member of the global object', `export const subject = (x) => globalThis.eval(x)`, 'eval in `main.ts`'],
  [
    'a createRequire whose loads cannot be followed',
    `import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\nexport const subject = () => load('./x.cjs')`,
    'createRequire by another name than `require` in `main.ts`',
  ],
  ['a computed import', 'export const subject = (x) => import(`./${x}.ts`)', 'computed import in `main.ts`'],
  [
    'a computed require',
    `const require = (x) => x\nexport const subject = (x) => require(x)`,
    'computed require in `main.ts`',
  ],
  ['a bound function', `export const subject = ((x) => x).bind(null, 1)`, 'bound function'],
  ['a native function', `export const subject = new Intl.NumberFormat('en').format`, 'native function ``'],
  [
    'a captured instance',
    `class Client {}\nconst make = (client) => () => client\nexport const subject = make(new Client())`,
    '`client`, an instance of Client',
  ],
  [
    'an instance inside a captured object',
    `class Pool {}\nconst make = (o) => () => o\nexport const subject = make({ db: [new Pool()] })`,
    '`o.db.0`, an instance of Pool',
  ],
  ['a captured proxy', `const make = (p) => () => p\nexport const subject = make(new Proxy({}, {}))`, '`p`, a proxy'],
  [
    'a captured promise',
    `const make = (p) => () => p\nexport const subject = make(Promise.resolve(1))`,
    '`p`, an instance of Promise',
  ],
  ['a captured symbol', `const make = (s) => () => s\nexport const subject = make(Symbol('x'))`, '`s`, a symbol'],
  [
    'a captured this',
    `class A { n = 1; make() { return () => this.n } }\nexport const subject = new A().make()`,
    'captured `this`',
  ],
  [
    'a missing module',
    `export const subject = () => import('./nowhere.ts')`,
    '`./nowhere.ts`, imported in `main.ts`, leads to no file',
  ],
].map(([title = '', text = '', because = '']) => ({ ...edit(title, text, text), because }))
