// @ts-check
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './project.mjs'

/**
 * Node's arguments for a daemon.
 *
 * @param {{ port?: string | undefined, sandboxPort?: string | undefined }} [options] the daemon's own ports unless told
 */
export function daemonCommand({ port, sandboxPort } = {}) {
  const first = ['stripped.mjs', 'on-demand.mjs'].flatMap((name) => ['--import', pathToFileURL(path.join(root, 'daemon/setup', name)).href])
  const ports = [...(port ? ['--port', port] : []), ...(sandboxPort ? ['--sandbox-port', sandboxPort] : [])]
  return [...first, path.join(root, 'daemon/main.ts'), ...ports]
}
