export { type CodeManifest, manifestName, textDigest } from './code-manifest.ts'
export type { CodeSource, CodeVersion } from './code-version.ts'
export { CodeVersions } from './code-versions.ts'
export type { WrittenSource } from './written-source.ts'
