import { hostname } from 'node:os'
import { readLocks } from '../../engine/index.ts'
import type { Context } from './context.ts'
import { nameOf } from './changes.ts'

export interface Settlement { readonly known: readonly string[], readonly unknown: readonly string[], readonly locked?: string }

/** After an interrupted run: what the state holds for certain, what an engine began and never ended, and whether one still works. */
export async function settle(context: Context, target: string): Promise<Settlement> {
  const project = context.project(target)
  const checkpoint = context.session.checkpoint(project)
  const locks = project.backendUrl.startsWith('file://') ? readLocks(project.backendUrl, project.name, project.stack) : []
  const [lock] = locks
  const here = lock !== undefined && lock.host === hostname() && lock.pid > 0
  return {
    known: checkpoint.resources.filter(one => one.id !== undefined && one.id !== '').map(one => `${nameOf(one.urn)} is there (${one.id})`),
    unknown: checkpoint.pending.map(one => `whether ${nameOf(one.resource.urn)} is there: ${one.type} began and its end was never written`),
    ...(lock === undefined ? {} : { locked: here && !alive(lock.pid)
      ? `an engine that is gone (process ${lock.pid}, since ${lock.since}) left its lock behind`
      : `${lock.user || 'somebody'} on ${lock.host || 'another machine'} (process ${lock.pid}) has been changing it since ${lock.since}` }),
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' // somebody else's process is one all the same
  }
}
