import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { CommandError } from '../errors.ts'
import { isMissing, writeDurably } from './durable.ts'
import { hasEnded, processStart } from '../process-start.ts'
import { userName } from './project.ts'
import type { Stacks } from './stacks.ts'

/** The official CLI's lock file, and when its process started, so that a later process of the same number isn't taken for it. */
const schema = z.looseObject({
  pid: z.number(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
  started: z.string().optional(),
})
type LockOwner = z.infer<typeof schema>

/**
 * Takes a stack's lock and gives what releases it. A lock whose process has ended on this machine is cleared away; one
 * of a living process, or of another machine, refuses in the official CLI's words.
 *
 * @param approved file names of the locks that may be cleared away; absent means any whose process has ended
 */
export function lockStack(stacks: Stacks, stack: string, warn: (message: string) => void, approved?: ReadonlySet<string>): () => void {
  const folder = stacks.lockFolder(stack)
  mkdirSync(folder, { recursive: true })
  const mine = join(folder, `${randomUUID()}.json`)
  refuseWhileLocked(stacks, stack, mine, warn, approved)
  const owner: LockOwner = {
    pid: process.pid,
    username: userName(),
    hostname: hostname(),
    timestamp: new Date().toISOString(),
    ...(processStart(process.pid) && { started: processStart(process.pid) }),
  }
  writeDurably(mine, JSON.stringify(owner))
  const release = (): void => rmSync(mine, { force: true })
  try {
    // Two that looked at the same moment both see the other's file now, and both give way.
    refuseWhileLocked(stacks, stack, mine, warn, approved)
  } catch (error) {
    release()
    throw error
  }
  return release
}

/** Removes every lock of a stack, whoever holds it: what `pulumi cancel` does. */
export function breakLocks(stacks: Stacks, stack: string): void {
  for (const path of lockFiles(stacks.lockFolder(stack))) rmSync(path, { force: true })
}

function refuseWhileLocked(
  stacks: Stacks, stack: string, mine: string, warn: (message: string) => void, approved: ReadonlySet<string> | undefined,
): void {
  const held: string[] = []
  for (const path of lockFiles(stacks.lockFolder(stack))) {
    if (path === mine) continue
    const owner = readOwner(path)
    if (owner === 'released') continue
    if (owner !== 'unreadable' && isGone(owner) && (approved?.has(basename(path)) ?? true)) {
      rmSync(path, { force: true })
      warn(`the lock of process ${owner.pid}, which has ended, was removed`)
      continue
    }
    const shown = `${stacks.project.backendUrl.split('?')[0]}/${path.slice(stacks.project.backendFolder.length + 1)}`
    held.push(
      owner === 'unreadable'
        ? `  ${shown}: not a lock file that can be read`
        : `  ${shown}: created by ${owner.username}@${owner.hostname} (pid ${owner.pid}) at ${owner.timestamp.replace(/\.\d+/, '')}`,
    )
  }
  if (held.length === 0) return
  throw new CommandError(
    `the stack is currently locked by ${held.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n${held.join('\n')}`,
  )
}

function lockFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => join(folder, name))
}

function readOwner(path: string): LockOwner | 'unreadable' | 'released' {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : 'unreadable'
  } catch (error) {
    return isMissing(error) ? 'released' : 'unreadable'
  }
}

/** Only what can be known for certain: on another machine nobody can look. */
function isGone(owner: LockOwner): boolean {
  return owner.hostname === hostname() && hasEnded(owner.pid, owner.started)
}
