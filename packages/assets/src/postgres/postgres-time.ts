/** Where PostgreSQL counts microseconds from: 2000-01-01. */
export const epochMs = Date.UTC(2000, 0, 1)

/** The oldest moment that it holds: 4714-11-24 BC of the Gregorian calendar. */
export const oldestMs = Date.UTC(-4713, 10, 24)
