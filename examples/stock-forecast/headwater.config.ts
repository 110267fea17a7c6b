import { defineProject } from '@headwater/core'
import * as features from './assets/features.ts'
import * as market from './assets/market.ts'
import * as models from './assets/models.ts'
import * as raw from './assets/raw.ts'

export default defineProject({ assets: [raw, market, features, models], defaults: { owners: ['team:research'] } })
