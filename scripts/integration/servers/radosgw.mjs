import { randomUUID } from 'node:crypto'
import { programAt, versionOf } from '../installed.mjs'
import { freePort } from '../place.mjs'
import { keys, s3Environment, s3Tests } from '../s3-environment.mjs'

const noChecksums = 'it has MD5 and no other checksum'

/** Ceph's S3: a monitor, a disk in memory and the gateway. */
export const radosgw = {
  name: 'radosgw',
  standsFor: 'S3',
  version: () => versionOf('radosgw', '--version'),
  tests: s3Tests,
  lacks: {
    'answers a write with its checksum, and gives it again where that is asked for': noChecksums,
    'takes a SHA-256 checksum': noChecksums,
    'refuses content that does not have the checksum which came with it': noChecksums,
    'stores a stream as it is, without the chunks that it was sent in': 'it wants the length of a body in its header',
    'replaces an object of the named ETag': 'it refuses every If-Match, also the right one',
    'completes no upload over an object that it is not to replace':
      'it ignores If-None-Match when it completes an upload',
    'answers a completed upload with the ETag of the object': 'that ETag has no quotes',
  },
  start: async (place) => {
    const ports = { messenger: await freePort(), oldMessenger: await freePort(), http: await freePort() }
    const monitor = `[v2:127.0.0.1:${ports.messenger},v1:127.0.0.1:${ports.oldMessenger}]`
    const cluster = randomUUID()
    const env = { ...process.env, CEPH_CONF: place.write('ceph.conf', configuration(place.folder, cluster, monitor)) }
    const run = (name, ...args) => place.run(programAt(name), args, { env })
    const start = (port, name, ...args) => place.start(programAt(name), ['-f', ...args], { env, port })

    run('monmaptool', '--create', '--fsid', cluster, '--addv', 'a', monitor, 'monmap')
    place.makeFolder('mon')
    run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', 'monmap')
    await start(ports.messenger, 'ceph-mon', '-i', 'a')

    const disk = randomUUID()
    run('ceph', 'osd', 'new', disk)
    place.makeFolder('osd')
    run('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', disk)
    // It listens on ports of its own choice. The next command waits until it is there.
    await start(ports.messenger, 'ceph-osd', '-i', '0')

    const { accessKeyId, secretAccessKey } = keys
    const user = ['--uid', 'integration', '--display-name', 'integration']
    run('radosgw-admin', 'user', 'create', ...user, '--access-key', accessKeyId, '--secret-key', secretAccessKey)
    await start(ports.http, 'radosgw', '-n', 'client.rgw', `--rgw_frontends=beast endpoint=127.0.0.1:${ports.http}`)
    return s3Environment(ports.http)
  },
}

/** Without logins, the gateway waits for ever for a monitor that would speak to it in `secure` mode. */
function configuration(folder, cluster, monitor) {
  return `[global]
fsid = ${cluster}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc secure
run dir = ${folder}
log file = ${folder}/$name.log
admin socket = ${folder}/$name.asok
mon data = ${folder}/mon
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
`
}
