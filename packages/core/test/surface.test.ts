import * as core from '@headwater/core'
import * as extend from '@headwater/core/extend'
import * as io from '@headwater/core/io'
import * as state from '@headwater/core/state'
import * as testing from '@headwater/core/testing'
import { expect, test } from 'vitest'

test('@headwater/core exports these names, and no others', () => {
  expect(Object.keys(core).toSorted()).toEqual([
    'HeadwaterError',
    'along',
    'asset',
    'calendar',
    'columns',
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
    'settings',
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
    'cellRules',
    'columnPath',
    'contextOf',
    'definitionOf',
    'processSecrets',
    'resolveDep',
    'rowSchemaOf',
    'singleOutput',
    'typeKeyword',
    'validateValue',
    'wrapped',
  ])
})

test('@headwater/core/io exports these names, and no others', () => {
  expect(Object.keys(io).toSorted()).toEqual([
    'HeadwaterError',
    'canonicalJson',
    'clockProbe',
    'contentVersion',
    'digest',
    'digester',
    'fail',
    'fileIoManager',
    'fileName',
    'inParallel',
    'isHeadwaterError',
    'localValues',
    'pathTemplate',
    'probeFolder',
    'probeObjects',
    'probed',
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

test('@headwater/core/state exports these names, and no others', () => {
  expect(Object.keys(state).toSorted()).toEqual([
    'AssetBook',
    'DraftTables',
    'KeyRegistry',
    'StoredAsset',
    'Subset',
    'SubsetTexts',
    'assertAliasAt',
    'depsOf',
    'derive',
    'derivingTypes',
    'failClosed',
    'failLost',
    'leaseTtlMs',
    'materializedOf',
    'newLease',
    'nextToken',
    'prunableOf',
    'prunedOf',
    'readEvent',
    'readRow',
    'runsToReplace',
    'silentAmong',
    'stretchesOf',
    'toEvent',
    'toRow',
    'writeRecord',
  ])
})
