import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { Faults } from '../faults/faults.ts'
import { portOf } from '../postgres/free-port.ts'
import { CopySource, type RedshiftS3 } from './copy-objects.ts'
import { emulatorSchema } from './emulator-schema.ts'
import { recordingOf } from './load-error.ts'
import { type RedshiftFaultKind, serveConnection, type Serving } from './serve-connection.ts'

export interface RedshiftServerOptions {
  /** The database that does the work. Its user must be a superuser, since functions of Redshift are added to it. */
  readonly postgres: { readonly url: string }
  /** Where COPY reads: an `S3Server` fits. Absent: COPY is refused. */
  readonly s3?: RedshiftS3 | undefined
  /** The only IAM roles that COPY may be given. Default: any. */
  readonly roles?: readonly string[] | undefined
}

/** An emulator of Redshift on 127.0.0.1. */
export interface RedshiftServer {
  /** The address of `postgres`, with the port of this server: users and passwords are those of PostgreSQL. */
  readonly url: string
  readonly port: number
  /**
   * What shall go wrong with the next statements. A fault's `method` is the first word of a statement in capitals (`COPY`,
   * `COMMIT`), its `path` the text.
   */
  readonly faults: Faults<RedshiftFaultKind>
  /** All statements so far, as clients sent them. */
  readonly statements: readonly string[]
  /** Ends all connections. The database stays. */
  close(): Promise<void>
}

/**
 * Starts an emulator of Redshift, for tests: a proxy that speaks PostgreSQL's protocol in front of a real PostgreSQL, and
 * changes statements only. Any client of PostgreSQL reaches it, without TLS.
 *
 * It takes: distribution and sort keys, compression and IDENTITY in `create table`; SUPER with `json_parse`; COPY from S3
 * as CSV, JSON and Parquet, compressed, by prefix or manifest, in the transaction of the client, with
 * `sys_load_error_detail` and `stl_load_errors` for rows that do not fit; GETDATE, SYSDATE, NVL, FNV_HASH. As in Redshift,
 * a backslash escapes in every text, names in quotes are folded unless `enable_case_sensitive_identifier` is set, VARCHAR
 * without a length has 256 bytes, DECIMAL without digits none behind the point, keys are not enforced, and a transaction sees one snapshot. It refuses what people
 * expect from PostgreSQL and Redshift does not have: `on conflict`, `returning`, indexes, arrays, JSON operators,
 * savepoints, advisory locks, `is distinct from` and more.
 *
 * It does not prove: speed, distribution over nodes, what compression does, the order in which rows come without
 * `order by`, SUPER beyond storing it, UNLOAD, late binding views, workload management, roles and grants of AWS, or that
 * Redshift takes all that PostgreSQL takes here: what is not in the list above went through unseen.
 */
export async function startRedshift({ postgres, s3, roles }: RedshiftServerOptions): Promise<RedshiftServer> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2, allowExitOnIdle: true })
  pool.on('error', () => {})
  await pool.query(emulatorSchema)
  const target = new URL(postgres.url)
  const source = new CopySource(s3)
  const serving: Serving = {
    target: { host: target.hostname, port: Number(target.port || 5432) },
    source,
    faults: new Faults(),
    statements: [],
    roles,
    record: async (error, session) => {
      const { text, values } = recordingOf(error, session)
      await pool.query(text, values)
    },
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveConnection(socket, serving)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  const url = new URL(postgres.url)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    port,
    faults: serving.faults,
    statements: serving.statements,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      source.close()
      await Promise.all([closed, pool.end()])
    },
  }
}
