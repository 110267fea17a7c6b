// Runs before the first paint, so that nobody who chose dark sees a white page first. Kept apart from the bundle, since what is
// a module waits for the document. `theme/theme.ts` says the rest.
const chosen = localStorage.getItem('headwater-theme')
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.dataset.theme = dark ? 'dark' : 'light'
