const holders: { readonly [name: string]: object } = {
  globalThis,
  Math,
  JSON,
  Number,
  Object,
  Array,
  String,
  Date,
  BigInt,
  Reflect,
}

/** How a function of the language itself is called (`Math.max`); undefined for any other function. */
export function globalName(fn: Function): string | undefined {
  const holder = Object.keys(holders).find(
    (name) => Object.getOwnPropertyDescriptor(holders[name], fn.name)?.value === fn,
  )
  return holder && isNative(fn) ? `${holder}.${fn.name}` : undefined
}

// A program may put functions of its own into `globalThis`.
function isNative(fn: Function): boolean {
  return Function.prototype.toString.call(fn).endsWith('{ [native code] }')
}
