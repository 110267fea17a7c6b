import * as core from '@headwater/core'
import * as extend from '@headwater/core/extend'
import * as io from '@headwater/core/io'
import * as testing from '@headwater/core/testing'
import { expect, test } from 'vitest'

test('@headwater/core exports these names, and no others', () => {
  expect(Object.keys(core).toSorted()).toEqual([
    'HeadwaterError',
    'along',
    'asset',
    'calendar',
    'cron',
    'daily',
    'defineProject',
    'dynamicKeys',
    'eager',
    'errorCodes',
    'every',
    'explain',
    'externalAsset',
    'hourly',
    'isHeadwaterError',
    'isOpen',
    'keys',
    'latest',
    'lookback',
    'mapped',
    'memoryState',
    'monthly',
    'moved',
    'multiAsset',
    'not',
    'nyse',
    'offset',
    'onCron',
    'onMissing',
    'onUpstream',
    'override',
    'product',
    'profile',
    'rangeAsset',
    'request',
    'resource',
    'schedule',
    'self',
    'sensor',
    'sqliteState',
    'systemClock',
    'testContext',
    'weekly',
    'within',
  ])
})

test('@headwater/core/extend exports these names, and no others', () => {
  expect(Object.keys(extend).toSorted()).toEqual([
    'Subset',
    'byPartition',
    'callUserCode',
    'contextOf',
    'definitionOf',
    'rowSchemaOf',
    'singleOutput',
    'typeKeyword',
    'wrapped',
  ])
})

test('@headwater/core/io exports these names, and no others', () => {
  expect(Object.keys(io).toSorted()).toEqual([
    'HeadwaterError',
    'canonicalJson',
    'digest',
    'digester',
    'fail',
    'fileIoManager',
    'isHeadwaterError',
    'localValues',
    'writeDurably',
  ])
})

test('@headwater/core/testing exports these names, and no others', () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    'FakeClock',
    'ioManagerSuite',
    'recordsOf',
    'stateStoreSuite',
    'testContext',
  ])
})
