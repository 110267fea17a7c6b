export { type HeadwaterUi, headwaterUi } from './headwater-ui.ts'
export { type ServeOptions, serveUi, type UiServer, usualPort } from './serve-ui.ts'
export type { UiOptions } from './ui-options.ts'
