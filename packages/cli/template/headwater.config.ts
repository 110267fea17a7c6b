import { defineProject } from '@headwater/core'
import * as assets from './assets.ts'

export default defineProject({ assets: [assets] })
