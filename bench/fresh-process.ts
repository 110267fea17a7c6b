/** Calls `freshly` of a module with the arguments after its name, and prints the result as JSON: see `inFreshProcess`. */
const [module, ...args] = process.argv.slice(2)
const { freshly } = (await import(`./${module}`)) as { freshly: (...args: readonly string[]) => Promise<unknown> }
console.log(JSON.stringify(await freshly(...args)))
