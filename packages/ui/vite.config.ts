import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Addresses are relative: the server writes into the page where the router is mounted.
export default defineConfig({
  root: join(import.meta.dirname, 'src/page'),
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    // Under `assets` are the pages of assets.
    assetsDir: 'files',
    target: 'es2023',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
})
