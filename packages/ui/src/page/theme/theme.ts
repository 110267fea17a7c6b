import { useSyncExternalStore } from 'react'

/** What a person chose, and what that comes to on their machine now. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export type Theme = 'light' | 'dark'

/** Also read by `public/theme.js`, before anything is painted. */
const stored = 'headwater-theme'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

export function themeChoice(): ThemeChoice {
  const chosen = localStorage.getItem(stored)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(stored)
  else localStorage.setItem(stored, choice)
  apply()
}

/** Follows the system and the other tabs for as long as the page is open. */
export function followTheme(): void {
  darkSystem.addEventListener('change', apply)
  window.addEventListener('storage', (event) => {
    if (event.key === stored) apply()
  })
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice)
}

/** The theme that is shown: a canvas that painted with the colours of tokens.css paints again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, shownTheme)
}

/** A token of tokens.css as a canvas takes it, such as `colour('--ok')`. Changes with the theme. */
export function colour(token: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token)
}

/** The same outside of components. */
export function shownTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

function apply(): void {
  const choice = themeChoice()
  const theme = choice === 'system' ? (darkSystem.matches ? 'dark' : 'light') : choice
  document.documentElement.dataset['theme'] = theme
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
