import { CalendarRange, House, List, type LucideIcon, Play, Share2 } from 'lucide-react'

/** The pages that can be gone to from everywhere, with the key that does it. Schedules, sensors and automation follow here. */
export const pages = [
  { to: '/', name: 'Home', key: 'h', icon: House },
  { to: '/graph', name: 'Graph', key: 'g', icon: Share2 },
  { to: '/assets', name: 'Catalog', key: 'c', icon: List },
  { to: '/runs', name: 'Runs', key: 'r', icon: Play },
  { to: '/backfills', name: 'Backfills', key: 'b', icon: CalendarRange },
] as const satisfies readonly { to: string; name: string; key: string; icon: LucideIcon }[]
