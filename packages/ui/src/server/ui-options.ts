import type { IncomingMessage } from 'node:http'

/** How the page and its API are handed out. */
export interface UiOptions {
  /** Refuses everything that changes something. Default: false. */
  readonly readOnly?: boolean | undefined
  /**
   * What callers have to know: as `Authorization: Bearer`, or once as `?token=` in the address of the page, which is
   * exchanged for a cookie. At least 16 characters. Absent: only callers on this machine are answered.
   */
  readonly token?: string | undefined
  /**
   * Instead of a token, where the app that this is mounted in knows who calls: false is answered with 401. It is asked
   * about the API, not about the files of the page, which hold no data.
   */
  readonly authorize?: ((request: IncomingMessage) => boolean | Promise<boolean>) | undefined
  /**
   * Names under which browsers may reach it, as they stand in the address bar: `data.example.com`, `10.0.0.7:4400`.
   * Default: `localhost`, `127.0.0.1` and `[::1]` with the port of the server; these are always among them.
   */
  readonly allowedHosts?: readonly string[] | undefined
  /** What the page calls the project. Default: the name of the working directory. */
  readonly name?: string | undefined
}
