export { type CodeSource, type CodeVersion, CodeVersions } from './code-versions.ts'
