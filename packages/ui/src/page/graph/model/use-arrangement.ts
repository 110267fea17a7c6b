import { useEffect, useMemo, useState } from 'react'
import type { ArrangeRequest, Arrangement } from '../layout/arrangement.ts'
import { layOut } from '../layout/layout-client.ts'
import type { GraphModel } from './graph-model.ts'
import { stackPrefix } from './graph-terms.ts'

/** A drawing of a graph, until the next one is there. */
export interface Drawn {
  readonly model: GraphModel
  readonly arrangement: Arrangement
  readonly request: ArrangeRequest
  /** What it was asked for: of the same subject it is looked at from the same place. */
  readonly subject: string
}

export interface Wanted {
  /** Numbers of the assets that are drawn; absent: all. */
  readonly assets: readonly number[] | undefined
  readonly open: ReadonlySet<string>
  readonly selected: readonly string[]
  readonly subject: string
}

/** Has what is wanted laid out, beside the page. What fails there fails the page. */
export function useArrangement(model: GraphModel | undefined, wanted: Wanted): Drawn | undefined {
  const request = useRequest(model, wanted)
  const [drawn, setDrawn] = useState<Drawn>()
  const [failure, setFailure] = useState<Error>()
  const { subject } = wanted
  useEffect(() => {
    if (!model || !request) return undefined
    let current = true
    layOut(request).then((arrangement) => {
      if (current) setDrawn({ model, arrangement, request, subject })
    }, setFailure)
    return () => {
      current = false
    }
  }, [model, request, subject])
  if (failure) throw failure
  return drawn
}

/** The same request as long as the same is wanted: to select what is drawn changes nothing. */
function useRequest(
  model: GraphModel | undefined,
  { assets, open, selected }: Omit<Wanted, 'subject'>,
): ArrangeRequest | undefined {
  const apart = model ? selected.filter((key) => model.numberOf.has(key)).join('\n') : ''
  const opened = [...open].sort().join('\n')
  return useMemo(() => {
    if (!model) return undefined
    const names = new Set(opened.split('\n'))
    const request = {
      groups: model.body.groups.length,
      group: model.group,
      from: model.from,
      to: model.to,
      shown: new Uint8Array(model.count).fill(assets ? 0 : 1),
      open: Uint8Array.from(model.body.groups, (group) => Number(names.has(group))),
      apart: new Uint8Array(model.count),
    }
    for (const asset of assets ?? []) request.shown[asset] = 1
    const unfolded = [...names].filter((name) => name.startsWith(stackPrefix))
    const selectedKeys = apart === '' ? [] : apart.split('\n')
    const seen = [...selectedKeys, ...unfolded.map((name) => name.slice(stackPrefix.length))]
    for (const asset of seen.map((key) => model.numberOf.get(key))) if (asset !== undefined) request.apart[asset] = 1
    return request
  }, [model, assets, opened, apart])
}
