import { programAt, pythonOf, pythonVersionOf } from '../installed.mjs'
import { freePort } from '../place.mjs'

const anyName = 'it takes every name of a column'
const errorsInSuccess = 'it answers with 200 and the error in the body, which the client does not look for'
const losesTransactions = 'of three at once none had changed anything'
const failsAtOnce = 'it refuses the request for the job, and keeps no job'

/** BigQuery in Python, for tests: SQLGlot translates for a DuckDB. Load jobs into partitions are unknown to it. */
export const bqemulator = {
  name: 'bqemulator',
  standsFor: 'BigQuery',
  version: () => pythonVersionOf('bqemulator', 'bqemulator'),
  tests: ['packages/testkit/test/bigquery/queries.test.ts', 'packages/testkit/test/bigquery/tables.test.ts'],
  lacks: {
    'give rows at once, and as a job': 'a job does not say what kind of statement it was',
    'give every type as the client knows it': 'it cannot read b"\\xff"',
    'take named parameters and parameters by place, of every type': errorsInSuccess,
    'write their rows to a destination': 'it writes them nowhere',
    'of an id that there is already is no second job': 'it runs it again',
    'that fails says why: SELECT nope FROM stg.once': failsAtOnce,
    'that fails says why: SELECT 1 FROM stg.nowhere': failsAtOnce,
    'that fails says why: SELEC 1': failsAtOnce,
    'change rows, and say how many': 'it cannot read DELETE without FROM',
    'that make a table of a query give it columns of 64 bits': 'they have 32',
    'of a script run in a transaction, all or none': 'it has no ASSERT',
    'of transactions that change one table are undone in all but one, whichever rows they change': losesTransactions,
    'of transactions that only insert into one table do not conflict': losesTransactions,
    'numbers columns without a name': 'they have the names that DuckDB gives them',
    'is never legacy SQL': 'it reads it as GoogleSQL',
    'are made, found, listed, described and removed': 'it removes a dataset with what is in it',
    'do not take the column name "_partition", as BigQuery does not': anyName,
    'do not take the column name "_TABLE_x", as BigQuery does not': anyName,
    'do not take the column name "a.b", as BigQuery does not': anyName,
    'do not take the column name "", as BigQuery does not': anyName,
    'do not take column names that differ in case alone': anyName,
    'made by SQL are described like others': 'it forgets partitions and clusters',
    'are there at once, each id once': 'it does not look at ids',
    'are refused with the field that the table does not have': 'it ignores such a field',
  },
  start: async (place) => {
    const [port, grpcPort] = [await freePort(), await freePort()]
    // DuckDB keeps its extensions below HOME.
    const env = { ...process.env, HOME: place.folder }
    place.run(pythonOf('bqemulator'), ['-c', installSpatial], { env })
    const ports = ['--rest-port', String(port), '--grpc-port', String(grpcPort)]
    await place.start(programAt('bqemulator'), ['start', ...ports, '--log-level', 'error'], { port, env })
    return { HEADWATER_BIGQUERY_URL: `http://127.0.0.1:${port}` }
  },
}

/** It does not start without an extension, which otherwise it would download from DuckDB's makers. */
const installSpatial = `
import duckdb, glob, os, duckdb_extension_spatial
[path] = glob.glob(os.path.dirname(duckdb_extension_spatial.__file__) + '/extensions/v' + duckdb.__version__ + '/*')
duckdb.execute(f"install '{path}'")
`
