import { bqemulator } from './bqemulator.mjs'
import { fakeGcsServer } from './fake-gcs-server.mjs'
import { minio } from './minio.mjs'
import { moto } from './moto.mjs'
import { pgbouncer } from './pgbouncer.mjs'
import { postgresql } from './postgresql.mjs'
import { radosgw } from './radosgw.mjs'
import { versitygw } from './versitygw.mjs'

/**
 * A server that others have made, against which our tests are run.
 *
 * @typedef {object} IndependentServer
 * @property {string} name
 * @property {string} standsFor the service that it does the work of
 * @property {() => string | undefined} version undefined where it is not on this machine
 * @property {readonly string[]} tests which files are run, by the beginnings of their paths
 * @property {{ readonly [test: string]: string }} lacks which tests it cannot pass, by title, and why
 * @property {(place: import('../place.mjs').Place) => Promise<{ readonly [name: string]: string }>} start
 *   answers with the environment variables by which the tests find it
 */

/** @type {readonly IndependentServer[]} */
export const servers = [radosgw, moto, versitygw, minio, fakeGcsServer, bqemulator, postgresql, pgbouncer]

/** What nobody but its vendor has a server of. */
export const unchecked = ['Redshift']
