/** What the browser checks under `require-trusted-types-for 'script'`. It is no part of TypeScript's library yet. */
interface PolicyFactory {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): unknown
}

/** Workers are started from this server only: `new Worker(url)` anywhere on the page asks here. */
export function allowOwnWorkers(): void {
  const { trustedTypes } = window as { readonly trustedTypes?: PolicyFactory }
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => {
      if (new URL(url, document.baseURI).origin === location.origin) return url
      throw new TypeError(`No script is loaded from \`${url}\`: it is not of this server.`)
    },
  })
}
