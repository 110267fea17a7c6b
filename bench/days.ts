/** The date so many days after another one: `2020-01-31` for 30 days after `2020-01-01`. */
export function dayAfter(start: string, days: number): string {
  return new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10)
}
