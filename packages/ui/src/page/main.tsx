import './theme/fonts.css'
import './theme/tokens.css'
import './theme/base.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { ApiError } from './api/api-error.ts'
import { queryClient } from './api/query-client.ts'
import { apiQuery } from './api/use-api.ts'
import { applyLive } from './live/apply-live.ts'
import { onLive, startLive } from './live/live.ts'
import { tellOfOwnRuns } from './live/own-runs.ts'
import { router } from './router/router.tsx'
import { followTheme } from './theme/theme.ts'
import { allowOwnWorkers } from './trusted-types.ts'

allowOwnWorkers()
followTheme()
void goLive()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** The stream starts where `/info` ends: every other answer is asked for later, so that no change falls between them. */
async function goLive(): Promise<void> {
  onLive(applyLive(queryClient))
  onLive(tellOfOwnRuns)
  // Without the token there is nothing to follow: the page asks for it, and begins anew.
  const retry = (_: number, { status }: ApiError) => status !== 401
  await queryClient.prefetchQuery({ ...apiQuery('info', {}), retry, retryDelay: 2000 })
  const info = queryClient.getQueryData(apiQuery('info', {}).queryKey)
  if (info) startLive(info.position)
}
