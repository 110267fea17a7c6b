import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// Addresses are relative: the server writes into the page where the router is mounted.
export default defineConfig({
  root: join(import.meta.dirname, 'src/page'),
  base: './',
  plugins: [react(), preloadTypeface()],
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    // Under `assets` are the pages of assets.
    assetsDir: 'files',
    target: 'es2023',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // A file costs about as much as the code that is in a small one: what every page needs is one, and what many share another.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'shell', tags: ['$initial'], priority: 2 },
            { name: 'virtual-rows', test: /tanstack.(react-)?virtual|virtual-rows/, priority: 1 },
            { name: 'parts', test: /page.(components|selection|words).|lucide/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
})

/** The typeface of all text comes with the page, not after its style: else every text is laid out twice. */
function preloadTypeface(): Plugin {
  return {
    name: 'preload-typeface',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => /inter.*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` },
            injectTo: 'head',
          })),
    },
  }
}
