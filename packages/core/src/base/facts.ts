/** Small named values about a materialization, a check or a log line: shown, plotted over time, exported. */
export type Facts = { readonly [name: string]: string | number | boolean | null }
