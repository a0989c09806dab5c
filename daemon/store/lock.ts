import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { StoreError, isSystemError } from './error.ts'
import { explainSystem } from './explain.ts'

/** Held while the process lives. */
export interface Lock {
  release(): void
}

interface Holder {
  pid: number
  /** When the process started, in the kernel's ticks since boot; null where the system has no /proc. */
  started: string | null
}

/**
 * Makes this process the only owner of the store in `folder` (absolute, existing): SQLite's own locks are off, two owners would destroy it.
 * On Linux an abstract socket, which the kernel gives back however the process ends; elsewhere a file with process id and start time.
 * Throws StoreError `store-locked`, which says which process has it.
 */
export async function acquireLock(folder: string, kind: 'socket' | 'file' = process.platform === 'linux' ? 'socket' : 'file'): Promise<Lock> {
  const file = path.join(folder, 'store.lock')
  return kind === 'socket' ? lockBySocket(folder, file) : lockByFile(file)
}

async function lockBySocket(folder: string, file: string): Promise<Lock> {
  const { dev, ino } = fs.statSync(folder, { bigint: true })
  // Any user may take any abstract name. Theirs can only keep the daemon from starting, and says so: it opens nothing to them.
  const name = `\0countersign-store-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`
  const server = net.createServer((connection) => connection.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(isSystemError(error) && error.code === 'EADDRINUSE' ? locked(livingHolder(file), file) : error))
    server.listen(name, resolve)
  })
  server.unref()
  try {
    // Only says who it is; the socket is what counts.
    fs.rmSync(file, { force: true })
    fs.writeFileSync(file, JSON.stringify(self()), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    server.close()
    throw explainSystem(error, file)
  }
  return once(() => {
    fs.rmSync(file, { force: true })
    server.close()
  })
}

/** Released a second time, it would be somebody else's by then. */
function once(release: () => void): Lock {
  let held = true
  return {
    release() {
      if (held) release()
      held = false
    },
  }
}

function lockByFile(file: string): Lock {
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  fs.writeFileSync(mine, JSON.stringify(self()), { flag: 'wx', mode: 0o600 })
  try {
    // link() makes the name together with its content, and fails if there is one.
    for (let attempt = 0; attempt < 10; attempt += 1) {
      try {
        fs.linkSync(mine, file)
        return once(() => fs.rmSync(file, { force: true }))
      } catch (error) {
        if (!isSystemError(error) || error.code !== 'EEXIST') throw error
      }
      const holder = livingHolder(file)
      if (holder !== undefined) throw locked(holder, file)
      removeDead(file, mine)
    }
    throw locked(undefined, file)
  } finally {
    fs.rmSync(mine, { force: true })
  }
}

/**
 * Takes away the file of a holder that is gone. One process at a time, and only after another look: between a first look and this,
 * somebody else may have taken the lock, and it would be theirs that goes. Whoever dies in here leaves a file that the next one judges in
 * the same way.
 */
function removeDead(file: string, mine: string): void {
  const turn = `${file}.turn`
  try {
    fs.linkSync(mine, turn)
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    const holder = livingHolder(turn)
    if (holder !== undefined) throw locked(holder, turn)
    fs.rmSync(turn, { force: true })
    return
  }
  try {
    if (livingHolder(file) === undefined) fs.rmSync(file, { force: true })
  } finally {
    fs.rmSync(turn, { force: true })
  }
}

const self = (): Holder => ({ pid: process.pid, started: startTime(process.pid) })

/** The process that the lock file names, unless it is gone; a file that names nobody counts as held by nobody. */
function livingHolder(file: string): Holder | undefined {
  let holder: Partial<Holder>
  try {
    // Written before this boot: its process id means somebody else by now.
    if (fs.statSync(file).mtimeMs < Date.now() - os.uptime() * 1000 - 1000) return undefined
    holder = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<Holder>
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === 'ENOENT')) return undefined
    throw error
  }
  const { pid, started = null } = holder
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0 || !lives(pid)) return undefined
  return started === null || startTime(pid) === null || startTime(pid) === started ? { pid, started } : undefined
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM'
  }
}

/** Field 22 of /proc/PID/stat; the second one, the name, may hold anything, so count from its closing parenthesis. */
function startTime(pid: number): string | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null // no /proc here, or the process is gone, which `lives` tells apart
  }
}

function locked(holder: Holder | undefined, file: string): StoreError {
  if (holder === undefined) {
    return new StoreError('store-locked', 'Another process has the store, and does not say which; nothing was changed.', 'Stop the other daemon first.')
  }
  const who = holder.pid === process.pid ? 'This process has the store open already' : `Process ${holder.pid} has the store`
  return new StoreError(
    'store-locked',
    `${who}; nothing was changed.`,
    `Use the daemon that runs, or stop it first (kill ${holder.pid}). If ${holder.pid} is not a Countersign daemon, remove ${file}.`,
  )
}
