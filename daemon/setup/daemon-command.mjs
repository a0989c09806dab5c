// @ts-check
import { programOf } from './programs.mjs'

/**
 * Node's arguments for a daemon.
 *
 * @param {{ port?: string | undefined, sandboxPort?: string | undefined }} [options] the daemon's own ports unless told
 */
export function daemonCommand({ port, sandboxPort } = {}) {
  const { file, first } = programOf('daemon')
  const ports = [...(port ? ['--port', port] : []), ...(sandboxPort ? ['--sandbox-port', sandboxPort] : [])]
  return [...first.flatMap((module) => ['--import', module]), file, ...ports]
}
